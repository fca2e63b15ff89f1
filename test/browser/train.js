// What the page does: trains the lessons, or trains in a worker, and looks at its own frames meanwhile.
import { lesson } from '../../consumers/lesson.js';
import * as markhor from '../../dist/index.js';
import { inWorker } from '../../dist/worker/index.js';
import { build } from './model.js';

globalThis.lesson = () => lesson(markhor);

/** Workers that the page has started and ended itself. */
const workers = { started: 0, ended: 0 };
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    workers.started++;
  }

  terminate() {
    workers.ended++;
    super.terminate();
  }
};

/** Trains in a worker of the page's own. */
globalThis.trainInOwn = (job) => {
  const worker = new Worker('/test/browser/own-worker.js', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(job);
  });
};

/** What a policy of the page's own makes of an address. */
const trust = (address) => {
  const policy = globalThis.trustedTypes?.createPolicy('own', { createScriptURL: (url) => url });
  return policy?.createScriptURL(address) ?? address;
};

globalThis.train = async ({ units, epochs, trusted, options = trusted && { workerUrl: trust(trusted) }, x, y }) => {
  const worker = await inWorker(build(units), options);
  globalThis.history.pushState(null, '', '/another/page');
  const seen = [];
  const callbacks = { onEpochEnd: (epoch) => void seen.push(epoch) };
  const frames = countFrames();
  const { history } = await worker.fit(x, y, { epochs, verbose: 2, callbacks });
  const framesPerSecond = frames();
  const [kernel] = await worker.getWeights();
  const there = await worker.info();
  worker.terminate();
  return { history, seen, kernel: [...kernel.data], framesPerSecond, here: markhor.info(), there, workers };
};

/** Counts frames until what it returns is called. */
function countFrames() {
  const start = performance.now();
  let count = 0;
  let isOver = false;
  const frame = () => {
    count++;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return () => {
    isOver = true;
    return (1000 * count) / (performance.now() - start);
  };
}
