// A library in a process of its own, so that none disturbs another's heap or optimized code. Started again by itself as the child.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fast, wasm } from '../markhor.js';
import { brain } from './brain.js';
import { jax } from './jax.js';
import { onnxNode, onnxWeb } from './onnx.js';
import { tensorflow } from './tensorflow.js';

const makers = {
  markhor: wasm,
  'markhor-fast': fast,
  'tfjs-wasm': () => tensorflow('wasm'),
  'tfjs-cpu': () => tensorflow('cpu'),
  jax,
  'onnx-web': onnxWeb,
  'onnx-node': onnxNode,
  brain,
};

/** @throws Error when the library cannot be loaded. */
export async function isolated(name) {
  const child = fork(fileURLToPath(import.meta.url), [name], { serialization: 'advanced', silent: true });
  const answer = () =>
    new Promise((resolve, reject) => {
      const settle = (use) => (value) => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        use(value);
      };
      const onMessage = settle(({ value, error }) => (error ? reject(new Error(error)) : resolve(value)));
      const onExit = settle((code) => reject(new Error(`its process ended with ${code}`)));
      child.once('message', onMessage);
      child.once('exit', onExit);
    });
  const ask = (method, ...given) => {
    const promise = answer();
    child.send({ method, given });
    return promise;
  };
  const { title, version } = await answer();
  return {
    name,
    title,
    version,
    async open(model, data, weights) {
      const plain = ({ shape, data }) => ({ shape: [...shape], data });
      const refused = await ask('open', model, data, weights.map(plain));
      if (refused) return refused;
      return Object.fromEntries(
        ['fit', 'predict', 'predictions', 'close'].map((method) => [method, (...given) => ask(method, ...given)]),
      );
    },
    close: () => child.disconnect(),
  };
}

async function serve(name) {
  const answer = async (work) => {
    try {
      process.send({ value: await work() });
    } catch (error) {
      process.send({ error: String(error?.message ?? error) });
    }
  };
  let library;
  let candidate;
  await answer(async () => {
    library = await makers[name]();
    return { title: library.title, version: library.version };
  });
  process.on('message', ({ method, given }) =>
    answer(async () => {
      if (method !== 'open') return candidate[method](...given);
      candidate = await library.open(...given);
      return typeof candidate === 'string' ? candidate : undefined;
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(process.argv[2]);
