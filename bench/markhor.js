// Markhor as a library to measure, on the WebAssembly machine or on the plain JavaScript reference.
import { Arena, theArena, useArena } from '../dist/graph/index.js';
import { Dense, LSTM, Sequential, setRandomSeed } from '../dist/index.js';
import { referenceMachine, wasmMachine } from '../dist/kernels/index.js';
import { useFastMode } from '../dist/modes/index.js';
import { head } from './models.js';
import { stopwatch } from './stopwatch.js';

/** A new compiled model. The same seed gives the same weights on every machine. */
export function build({ inputShape, layers, loss }, weights) {
  setRandomSeed(1);
  const model = new Sequential(
    layers.map(({ type, ...options }, i) => {
      const given = i === 0 ? { ...options, inputShape } : options;
      if (type === 'lstm') return new LSTM(given.units, given);
      const { returnSequences: _, ...rest } = given;
      return new Dense(given.units, rest);
    }),
  );
  model.compile({ optimizer: 'adam', loss });
  if (weights) model.setWeights(weights);
  return model;
}

/** The weights that every library starts with, in Keras's layout and order. */
export const weightsOf = (description) => build(description).getWeights();

/**
 * A library is something that opens models. An opened model trains on the first `rows` rows for some epochs, always from the
 * same weights on, or predicts them; both answer with what a stopwatch tells. `predictions` are those of its present weights.
 */
function markhor(name, title, makeMachine) {
  const arena = new Arena(makeMachine());
  arena.threads = 1;
  return {
    name,
    title,
    open(description, [x, y], weights) {
      useArena(arena);
      const { batchSize } = description;
      let model = build(description, weights);
      return {
        async fit(rows, epochs) {
          useArena(arena);
          model = build(description, weights);
          const [inputs, targets] = [head(x, rows), head(y, rows)];
          const stop = stopwatch();
          await model.fit(inputs, targets, { batchSize, epochs, shuffle: false, verbose: 0 });
          return stop();
        },
        predict(rows, repetitions) {
          useArena(arena);
          const inputs = head(x, rows);
          const stop = stopwatch();
          for (let r = 0; r < repetitions; r++) {
            if (rows <= batchSize) model.predictOnBatch(inputs);
            else model.predict(inputs, { batchSize });
          }
          return stop();
        },
        predictions(rows) {
          useArena(arena);
          return model.predict(head(x, rows)).data;
        },
        close() {},
      };
    },
    close() {},
  };
}

export const wasm = () => markhor('markhor', 'Markhor', wasmMachine);
/** @throws Error where there is no fast mode. */
export const fast = () => {
  useFastMode();
  return markhor('markhor-fast', 'Markhor, fast mode', () => theArena().machine);
};
export const reference = () => markhor('reference', 'plain JavaScript', referenceMachine);
