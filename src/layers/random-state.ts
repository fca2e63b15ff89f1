import { State, theArena } from '../graph/index.js';
import { keyOf } from '../random-seed.js';

/** The state of a random stream: Philox key, then a counter that advances with each use. */
export function randomState(seed: number | null): State {
  const state = new State(theArena(), 16);
  state.words.set(keyOf(seed));
  return state;
}
