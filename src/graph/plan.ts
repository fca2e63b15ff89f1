import { roundUp } from './arena.js';
import { type Call, type Graph, type Place, Value } from './graph.js';

export interface Plan {
  calls: readonly Call[];
  preparations: readonly Call[];
  /** Bytes in the scratch block. */
  scratch: number;
  /** Bytes in the program's own block. */
  kept: number;
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
  const places: Record<'scratch' | 'kept', Place[]> = { scratch: [], kept: [] };
  const touch = (value: unknown, time: number) => {
    if (!(value instanceof Value)) return;
    const { storage } = value;
    const { kind, size } = storage;
    if (kind === 'fixed') return;
    if (!storage.place) {
      // Kept values all live as long as the program.
      storage.place = { size, first: kind === 'kept' ? -1 : time, last: Infinity, begin: 0, end: 0 };
      places[kind].push(storage.place);
    }
    if (kind === 'scratch') storage.place.last = time;
  };
  for (const value of before) touch(value, -1);
  for (const [time, { args }] of [...preparations, ...calls].entries()) {
    for (const argument of args) touch(argument, time);
  }
  for (const value of after) touch(value, Infinity);
  return { calls, preparations, scratch: arrange(places.scratch), kept: arrange(places.kept) };
}

/** Largest first, each at the lowest offset that is free during its life. Returns the bytes of all. */
function arrange(places: Place[]): number {
  const arranged: Place[] = [];
  let size = 0;
  for (const place of places.sort((a, b) => b.size - a.size)) {
    const length = roundUp(Math.max(place.size, 1), lineFloats);
    const neighbours = arranged.filter((other) => other.first <= place.last && place.first <= other.last);
    for (const other of neighbours.sort((a, b) => a.begin - b.begin)) {
      if (place.begin + length <= other.begin) break;
      place.begin = Math.max(place.begin, other.end);
    }
    place.end = place.begin + length;
    arranged.push(place);
    size = Math.max(size, place.end);
  }
  return size * 4;
}
