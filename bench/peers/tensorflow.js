// TensorFlow.js, on its plain JavaScript backend and on its WebAssembly one with SIMD.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { head } from '../models.js';
import { stopwatch } from '../stopwatch.js';

const require = createRequire(import.meta.url);

export async function tensorflow(backend) {
  const tf = await import('@tensorflow/tfjs');
  if (backend === 'wasm') {
    const { setWasmPaths, setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    setThreadsCount(1);
    setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  }
  await tf.setBackend(backend);
  await tf.ready();

  return {
    name: `tfjs-${backend}`,
    title: backend === 'wasm' ? 'TensorFlow.js Wasm SIMD' : 'TensorFlow.js JavaScript',
    version: tf.version.tfjs,
    async open({ inputShape, layers, loss, batchSize }, [x, y], weights) {
      const model = tf.sequential({
        layers: layers.map(({ type, ...given }, i) => {
          // Zeros: the weights are set below, and the orthogonal initializer takes seconds.
          const initial = { kernelInitializer: 'zeros', ...(i === 0 ? { inputShape } : {}) };
          if (type === 'dense') {
            return tf.layers.dense({ units: given.units, activation: given.activation, ...initial });
          }
          return tf.layers.lstm({
            ...given,
            ...initial,
            recurrentInitializer: 'zeros',
            recurrentActivation: 'sigmoid',
          });
        }),
      });
      const reset = () => {
        const tensors = weights.map(({ shape, data }) => tf.tensor(data, shape));
        model.setWeights(tensors);
        tf.dispose(tensors);
        const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-7);
        model.compile({ optimizer, loss: loss === 'mse' ? 'meanSquaredError' : 'categoricalCrossentropy' });
      };
      reset();
      const tensor = (all, rows) => {
        const { shape, data } = head(all, rows);
        return tf.tensor(data, shape);
      };
      return {
        async fit(rows, epochs) {
          reset();
          const [inputs, targets] = [tensor(x, rows), tensor(y, rows)];
          const stop = stopwatch();
          await model.fit(inputs, targets, { batchSize, epochs, shuffle: false, verbose: 0, yieldEvery: 'never' });
          const times = stop();
          tf.dispose([inputs, targets]);
          return times;
        },
        async predict(rows, repetitions) {
          const inputs = tensor(x, rows);
          const stop = stopwatch();
          for (let r = 0; r < repetitions; r++) {
            const output = model.predict(inputs, { batchSize });
            output.dataSync();
            output.dispose();
          }
          const times = stop();
          inputs.dispose();
          return times;
        },
        async predictions(rows) {
          return tf.tidy(() => model.predict(tensor(x, rows)).dataSync());
        },
        close() {
          model.dispose();
        },
      };
    },
    close() {},
  };
}
