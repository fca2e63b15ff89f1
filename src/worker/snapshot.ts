import { type Model, modelFromJSON, type Sequential } from '../models/index.js';
import type { Network } from '../models/network.js';
import { memoryOf, recall } from '../optimizers/index.js';
import { getRandomState, setRandomState } from '../random-seed.js';

/** A model as plain values: all that later calls depend on. */
export interface Snapshot {
  /** As `toJSON` writes it. */
  json: string | object;
  /** The rest is left out where the weights are yet to be made. */
  weights?: Float32Array[];
  /** Left out where it has not been used. */
  optimizer?: { steps: number; learningRate: number | undefined; slots: Float32Array[] };
  /** Random streams of dropout, what stateful layers remember: 32-bit words. */
  states?: Uint32Array[];
}

export function takeSnapshot(model: Network): Snapshot {
  const json = model.toJSON();
  if (!model.built) return { json };
  const { optimizer } = model;
  const memory = optimizer?.isBuilt ? memoryOf(optimizer) : undefined;
  return {
    json,
    weights: model.getWeights().map(({ data }) => data),
    ...(memory && { optimizer: { ...memory, slots: memory.slots.map(({ values }) => values) } }),
    states: model.states.map(({ words }) => words.slice()),
  };
}

/** The model. Where its weights are in the snapshot, the random state is as before. */
export function restore({ json, weights, optimizer, states }: Snapshot): Model | Sequential {
  const random = getRandomState();
  const model = modelFromJSON(json);
  if (!weights) return model;
  const { variables } = model;
  model.setWeights(weights.map((data, i) => ({ shape: variables[i].shape, data })));
  for (const [i, words] of states!.entries()) model.states[i].words.set(words);
  if (optimizer) {
    model.trainer.prepare();
    const places = memoryOf(model.optimizer!).slots;
    const slots = optimizer.slots.map((values, i) => ({ ...places[i], values }));
    // As in a file: that of other layers begins anew.
    if (slots.length === places.length) recall(model.optimizer!, { ...optimizer, slots });
  }
  setRandomState(random);
  return model;
}
