// ONNX Runtime, which predicts only: native in Node, and as WebAssembly. It gets the model that Markhor exports.
import { toOnnx } from '../../dist/saving/onnx.js';
import { build } from '../markhor.js';
import { head } from '../models.js';
import { stopwatch } from '../stopwatch.js';
import { versionOf } from './version.js';

export async function onnxNode() {
  const runtime = await import('onnxruntime-node');
  return onnx('onnx-node', 'ONNX Runtime native', runtime, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
}

export async function onnxWeb() {
  const runtime = await import('onnxruntime-web');
  runtime.env.wasm.numThreads = 1;
  return onnx('onnx-web', 'ONNX Runtime Web Wasm', runtime, { executionProviders: ['wasm'] });
}

function onnx(name, title, { InferenceSession, Tensor }, options) {
  return {
    name,
    title,
    version: versionOf('onnxruntime-common'),
    async open(model, [x], weights) {
      if (model.task !== 'predict') return 'it does not train';
      const session = await InferenceSession.create(toOnnx(build(model, weights)), options);
      const { batchSize } = model;
      const run = async (rows) => {
        const { shape, data } = head(x, rows);
        const width = data.length / rows;
        const outputs = [];
        for (let from = 0; from < rows; from += batchSize) {
          const to = Math.min(from + batchSize, rows);
          const input = new Tensor('float32', data.subarray(from * width, to * width), [to - from, ...shape.slice(1)]);
          const results = await session.run({ [session.inputNames[0]]: input });
          outputs.push(...results[session.outputNames[0]].data);
        }
        return outputs;
      };
      return {
        async predict(rows, repetitions) {
          const stop = stopwatch();
          for (let r = 0; r < repetitions; r++) await run(rows);
          return stop();
        },
        predictions: run,
        close: () => session.release(),
      };
    },
    close() {},
  };
}
