import { show } from './errors.js';

/** The two words of a Philox key: a seed and the stream drawn from it. */
export type RandomKey = readonly [seed: number, stream: number];

let seed: number | undefined;
let streams = 0;

/**
 * Makes everything random that follows reproducible: initial weights, dropout, shuffling. The same seed gives the same
 * bits in every engine.
 *
 * @param value An integer, 0 ≤ value < 2³².
 */
export function setRandomSeed(value: number): void {
  seed = checkSeed(value);
  streams = 0;
}

/** Where the streams of random numbers are. `seed` is undefined while nothing random has happened. */
export interface RandomState {
  seed: number | undefined;
  streams: number;
}

export function getRandomState(): RandomState {
  return { seed, streams };
}

/** Goes on from a state that `getRandomState` answered. */
export function setRandomState(state: RandomState): void {
  if (state.seed !== undefined) checkSeed(state.seed);
  ({ seed, streams } = state);
}

/** A key that has not been used since the last `setRandomSeed`. */
export function nextKey(): RandomKey {
  seed ??= Math.floor(Math.random() * 2 ** 32);
  return [seed, ++streams];
}

/** The key of an explicit seed, always the same, or a new one. */
export function keyOf(explicit: number | null | undefined): RandomKey {
  return explicit === null || explicit === undefined ? nextKey() : [checkSeed(explicit), 0];
}

function checkSeed(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new RangeError(`A seed must be an integer from 0 to 2**32 - 1. Received: ${show(value)}`);
  }
  return value;
}
