import type * as nodeThreads from 'node:worker_threads';
import { reason } from '../reason.js';
import type { FromWorker, ThreadData, ThreadRequest, ToWorker } from './messages.js';

/** A worker of whatever kind there is here. */
export interface Thread {
  /** @throws DataCloneError for what cannot be sent. */
  post(message: ToWorker, transfer: ArrayBuffer[]): void;
  /** Whether a Node program waits for it. */
  hold(holds: boolean): void;
  end(): void;
}

export interface ThreadEvents {
  receive(message: FromWorker): void;
  /** It has failed, or ended by itself: it is to be ended. */
  crash(reason: string): void;
}

let source: string | undefined;

/** Brings the inlined script: several times what the rest of this room is, so not before somebody starts a worker. */
export async function loadSource(): Promise<void> {
  source ??= (await import('./source.js')).source;
}

/** @param workerUrl Where the worker's script is; undefined for the inlined one, which must have been loaded. */
export function startThread(workerUrl: string | URL | undefined, events: ThreadEvents): Thread {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  return threads ? startInNode(threads, workerUrl, events) : startInBrowser(workerUrl, events);
}

function startInNode(
  { Worker }: typeof nodeThreads,
  workerUrl: string | URL | undefined,
  events: ThreadEvents,
): Thread {
  const script = String(workerUrl).startsWith('file:') ? new URL(workerUrl!) : (workerUrl ?? source!);
  // Flags of the program, such as loaders of modules, are not for this script.
  const worker = new Worker(script, { eval: workerUrl === undefined, name: 'markhor', execArgv: [] });
  worker.on('message', events.receive);
  worker.on('error', ({ message }) => events.crash(message));
  worker.on('messageerror', ({ message }) => events.crash(message));
  worker.on('exit', (code) => events.crash(`exit code ${code}`));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    hold: (holds) => (holds ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}

/** The address of the inlined script: one for all. */
let script: string | undefined;

function startInBrowser(workerUrl: string | URL | undefined, events: ThreadEvents): Thread {
  if (typeof Worker === 'undefined')
    throw new Error('There are no workers here, as in a service worker or shared worker: train the model itself.');
  const url = workerUrl ?? (script ??= URL.createObjectURL(new Blob([source!], { type: 'text/javascript' })));
  const worker = makeWorker(url, cure(workerUrl));
  const others = new Map<number, Worker>();
  let hasStarted = false;
  worker.onmessage = ({ data }: MessageEvent<FromWorker | ThreadRequest>) => {
    hasStarted = true;
    if (data.type === 'startThread') others.set(data.id, startOther(url, data.data));
    else if (data.type === 'endThread') {
      others.get(data.id)?.terminate();
      others.delete(data.id);
    } else events.receive(data);
  };
  worker.onmessageerror = () => events.crash('a message could not be read');
  worker.onerror = (event) => {
    event.preventDefault();
    if (hasStarted) events.crash(event.message);
    else events.crash(`${event.message || 'its script could not be loaded'}. ${cure(workerUrl)}`);
  };
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    hold() {},
    end() {
      for (const one of [worker, ...others.values()]) one.terminate();
    },
  };
}

/** A thread for the first one. Where its script cannot be loaded, that does all alone. */
function startOther(url: string | URL, data: ThreadData): Worker {
  const worker = new Worker(url, { name: 'markhor' });
  worker.onerror = (event) => event.preventDefault();
  worker.postMessage({ type: 'share', data } satisfies ToWorker);
  return worker;
}

/** @throws Error where the browser refuses at once, as it does for the address of another origin. */
function makeWorker(url: string | URL, cure: string): Worker {
  try {
    return new Worker(url, { name: 'markhor' });
  } catch (cause) {
    throw new Error(`The worker could not be started: ${reason(cause)}. ${cure}`, { cause });
  }
}

function cure(workerUrl: string | URL | undefined): string {
  return workerUrl === undefined
    ? 'Where a Content-Security-Policy forbids workers made from a Blob, add `blob:` to its worker-src, or give the address of markhor/worker/script.js as `workerUrl`.'
    : `Is ${workerUrl} the address of markhor/worker/script.js, on the page's own origin?`;
}
