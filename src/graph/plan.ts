import { roundUp } from './arena.js';
import { type Call, type Graph, type Storage, Value } from './graph.js';

export interface Plan {
  calls: readonly Call[];
  preparations: readonly Call[];
  /** In the scratch block. */
  scratch: Places;
  /** In the program's own block. */
  kept: Places;
}

/** Where values lie in a block. */
interface Places {
  /** Floats from its beginning. */
  offsets: ReadonlyMap<Storage, number>;
  bytes: number;
}

interface Lifetime {
  storage: Storage;
  first: number;
  last: number;
}

const lineFloats = 16;

/**
 * Gives every value of a graph a place. Two values share space when no call lies in the lives of both.
 *
 * @param before Values that are written before the first call: they live from the start.
 * @param after Values that are read after the last call: they live to the end.
 */
export function plan(graph: Graph, before: readonly Value[], after: readonly Value[]): Plan {
  const { calls, preparations } = graph;
  // Kept values all live as long as the program.
  const derived = preparations.flatMap(({ args }) => args).filter((value) => value instanceof Value);
  const keeping = new Set(derived.map(({ storage }) => storage).filter(({ kind }) => kind === 'kept'));
  const kept = place([...keeping].map((storage) => ({ storage, first: 0, last: 0 })));
  const lifetimes = new Map<Storage, Lifetime>();
  // Times ascend.
  const touch = (value: unknown, time: number) => {
    if (!(value instanceof Value) || value.storage.kind !== 'scratch') return;
    const { storage } = value;
    const known = lifetimes.get(storage);
    if (known) known.last = time;
    else lifetimes.set(storage, { storage, first: time, last: time });
  };
  for (const value of before) touch(value, -1);
  for (const [time, call] of calls.entries()) for (const argument of call.args) touch(argument, time);
  for (const value of after) touch(value, calls.length);
  const scratch = place([...lifetimes.values()]);
  return { calls, preparations, scratch, kept };
}

/** Largest first, each at the lowest offset that is free during its life. */
function place(lifetimes: Lifetime[]): Places {
  const offsets = new Map<Storage, number>();
  const placed: (Lifetime & { begin: number; end: number })[] = [];
  let size = 0;
  for (const lifetime of lifetimes.sort((a, b) => b.storage.size - a.storage.size)) {
    const length = roundUp(Math.max(lifetime.storage.size, 1), lineFloats);
    const neighbours = placed.filter((other) => other.first <= lifetime.last && lifetime.first <= other.last);
    let begin = 0;
    for (const other of neighbours.sort((a, b) => a.begin - b.begin)) {
      if (begin + length <= other.begin) break;
      begin = Math.max(begin, other.end);
    }
    placed.push({ ...lifetime, begin, end: begin + length });
    offsets.set(lifetime.storage, begin);
    size = Math.max(size, begin + length);
  }
  return { offsets, bytes: size * 4 };
}
