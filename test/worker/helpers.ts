import { afterEach } from 'vitest';
import { clearSession, Dense, Dropout, Input, LSTM, Sequential, setRandomSeed } from '../../src/index.js';
import { inWorker, type WorkerModel } from '../../src/worker/index.js';
import { numbers } from '../models/helpers.js';

export const x = numbers([24, 4, 2], 1);
export const y = numbers([24, 1], 2);

/** The numbers of tensors, such as weights. */
export const data = (tensors: readonly { data: Float32Array }[]) => tensors.map((tensor) => tensor.data);

/** A compiled model with everything that is random: weights, dropouts. */
export function local(seed = 3): Sequential {
  clearSession();
  setRandomSeed(seed);
  const layers = [new LSTM(5, { dropout: 0.2, recurrentDropout: 0.1 }), new Dropout(0.3), new Dense(1)];
  const model = new Sequential([Input({ shape: [4, 2] }), ...layers]);
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  return model;
}

const workers: WorkerModel[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

/** `inWorker`, ended after the test. */
export async function remote(model: Parameters<typeof inWorker>[0] = local()): Promise<WorkerModel> {
  const worker = await inWorker(model);
  workers.push(worker);
  return worker;
}

/** What happens when the worker's process is out of memory, or its program has a bug. */
export function crash(model: WorkerModel): void {
  (model as unknown as { link: { thread: { end(): void } } }).link.thread.end();
}
