// A worker of a page's own that trains.
import { info, setThreads } from '../../dist/index.js';
import { build } from './model.js';

let started = 0;
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    started++;
  }
};

onmessage = async ({ data: { units, epochs, x, y } }) => {
  setThreads(2);
  const model = build(units);
  await model.fit(x, y, { epochs, verbose: 0 });
  postMessage({ kernel: Array.from(model.getWeights()[0].data), there: info(), started });
};
