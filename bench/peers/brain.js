// brain.js: its time-step LSTM, with its own optimizer, is the nearest it has to the next-number model. No other model fits.
import { stopwatch } from '../stopwatch.js';
import { versionOf } from './version.js';

export async function brain() {
  const { default: library } = await import('brain.js');
  return {
    name: 'brain',
    title: 'brain.js',
    version: versionOf('brain.js'),
    open({ name }, [x, y]) {
      if (name !== 'next-number') return 'its API cannot express this model';
      const sequences = Array.from(y.data, (last, i) => [...x.data.subarray(i * 3, i * 3 + 3), last]);
      let net;
      return {
        fit(_rows, epochs) {
          net = new library.recurrent.LSTMTimeStep({ inputSize: 1, hiddenLayers: [30], outputSize: 1 });
          const stop = stopwatch();
          net.train(sequences, { iterations: epochs, errorThresh: 0 });
          return stop();
        },
        predictions: (rows) => Float32Array.from({ length: rows }, (_, i) => net.run([...sequences[i].slice(0, 3)])),
        close() {},
      };
    },
    close() {},
  };
}
