// What the page does: trains the lessons, or trains in a worker, and looks at its own frames meanwhile.
import { lesson } from '../../consumers/lesson.js';
import * as markhor from '../../dist/index.js';
import { inWorker } from '../../dist/worker/index.js';

globalThis.lesson = () => lesson(markhor);

const { Dense, info, Input, LSTM, Sequential, setRandomSeed } = markhor;

globalThis.train = async ({ units, epochs, options, x, y }) => {
  setRandomSeed(5);
  const model = new Sequential([Input({ shape: [20, 8] }), new LSTM(units), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const worker = await inWorker(model, options);
  const seen = [];
  const callbacks = { onEpochEnd: (epoch) => void seen.push(epoch) };
  const frames = countFrames();
  const { history } = await worker.fit(x, y, { epochs, verbose: 2, callbacks });
  const framesPerSecond = frames();
  const [kernel] = await worker.getWeights();
  const there = await worker.info();
  worker.terminate();
  return { history, seen, kernel: [...kernel.data], framesPerSecond, here: info(), there };
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
