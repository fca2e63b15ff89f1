import type { Model, Sequential } from '../models/index.js';
import { Network } from '../models/network.js';
import { checkInteger, resolveOptions } from '../options.js';
import { isSerialized } from '../registry.js';
import { show } from '../errors.js';
import { Link } from './link.js';
import { takeSnapshot } from './snapshot.js';
import { checkOwn, WorkerModel } from './worker-model.js';

export type { TransferOptions, WorkerModel, WorkerPredictOptions } from './worker-model.js';

export interface InWorkerOptions {
  /**
   * Where the worker's script is served, from the page's own origin: a copy of `markhor/worker/script.js`. For pages whose
   * Content-Security-Policy forbids workers made from a Blob; where it requires Trusted Types, a TrustedScriptURL of that
   * copy's absolute address. Default: the script that is inlined in this package, loaded now.
   */
  workerUrl?: string | URL | null;
  /** Threads that share large calls, the worker included. Default: as outside; in an isolated page as many as cores, up to 4. */
  threads?: number | null;
}

/**
 * Puts a model into a worker: a Web Worker in a page, a worker thread in Node. Training and prediction there leave the page free.
 *
 *     const model = await inWorker(new Sequential([…]));
 *     await model.compile({ optimizer: 'adam', loss: 'mse' });
 *     await model.fit(x, y, { epochs: 100, callbacks: { onEpochEnd: (epoch, logs) => draw(logs.loss) } });
 *
 * The worker has a copy of the model, weights and optimizer included; the model given is not changed by it. Random numbers go on
 * from where they are here, so a seed gives the bits that it gives without a worker. Layers must be those of this package.
 *
 * @param model A model, or its JSON (`toJSON`, Keras's `to_json`), parsed or not: its weights are then new.
 * @throws Error where the worker cannot be started, with the cure.
 */
export async function inWorker(
  model: Model | Sequential | string | object,
  options: InWorkerOptions = {},
): Promise<WorkerModel> {
  const defaults: Required<InWorkerOptions> = { workerUrl: null, threads: null };
  const { workerUrl, threads } = resolveOptions('inWorker', defaults, options);
  if (threads !== null) checkInteger('inWorker', 'threads', threads);
  const isModel = model instanceof Network;
  if (!isModel && typeof model !== 'string' && !isSerialized(model)) {
    const isForeign = typeof (model as Partial<Model> | null)?.getWeights === 'function';
    const cure = isForeign
      ? ". It belongs to another copy of this package, as all of markhor/slim does: make it of what 'markhor' exports, or give its `toJSON()`."
      : '';
    throw new TypeError(`inWorker takes a Sequential or Model, or its JSON. Received: ${show(model)}${cure}`);
  }
  if (isModel) checkOwn(model.toJSON());
  const link = new Link(isModel ? takeSnapshot(model) : { json: model }, threads ?? undefined, absolute(workerUrl));
  try {
    await link.start();
  } catch (error) {
    link.end();
    throw error;
  }
  const worker = new WorkerModel(link);
  forgotten.register(worker, link);
  return worker;
}

/** Nobody can call a model any more that nobody has: its worker ends. */
const forgotten = new FinalizationRegistry((link: Link) => link.end());

/** In a page, where more workers may start after its address has changed, an address that does not depend on that. */
function absolute(url: string | URL | null): string | URL | undefined {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (url === null || base === undefined) return url ?? undefined;
  // The TrustedScriptURL of a page that requires Trusted Types must stay one.
  return typeof url === 'string' || url instanceof URL ? new URL(url, base) : url;
}
