import { roundUp } from './arena.js';
import { type Call, type Graph, type Storage, Value } from './graph.js';

export interface Plan {
  calls: readonly Call[];
  preparations: readonly Call[];
  /** Floats from the beginning of the scratch block. */
  scratch: ReadonlyMap<Storage, number>;
  scratchBytes: number;
  /** Floats from the beginning of the program's own block. */
  kept: ReadonlyMap<Storage, number>;
  keptBytes: number;
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
  const kept = new Map<Storage, number>();
  const keptSize = stack(preparations, kept);
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
  const { offsets, size } = place([...lifetimes.values()]);
  return { calls, preparations, scratch: offsets, scratchBytes: size * 4, kept, keptBytes: keptSize * 4 };
}

/** Kept values lie one behind the other: they all live as long as the program. */
function stack(preparations: readonly Call[], offsets: Map<Storage, number>): number {
  let size = 0;
  for (const { args } of preparations) {
    for (const argument of args) {
      if (!(argument instanceof Value) || argument.storage.kind !== 'kept' || offsets.has(argument.storage)) continue;
      offsets.set(argument.storage, size);
      size += roundUp(argument.storage.size, lineFloats);
    }
  }
  return size;
}

/** Largest first, each at the lowest offset that is free during its life. */
function place(lifetimes: Lifetime[]): { offsets: Map<Storage, number>; size: number } {
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
  return { offsets, size };
}
