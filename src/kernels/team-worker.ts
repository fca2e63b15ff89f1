import type { WasmMemory, WasmModule } from './webassembly.js';

/** Words of the control block; behind them lie, for each worker, the kernel's number and its arguments as doubles. */
export const word = { epoch: 0, done: 1, ready: 2, failed: 3, count: 16 };
export const doublesPerWorker = 24;

/** What a worker may spend on looking for a job before it sleeps, and the caller on looking for an end. */
export const spins = 20_000;

/** A worker of Node's or of a browser. */
export interface TeamWorker {
  terminate(): unknown;
}

/** Starts a thread that does `work`. It calls `onEnd` when the thread has ended by itself, where that can be seen. */
export type StartThread = (data: WorkerData, onEnd: () => void) => TeamWorker;

/** What Node has instead of the workers of a page, in words of our own: whose program has no types of Node's can check it. */
export interface NodeThreads {
  Worker: new (
    source: string,
    options: { eval: true; workerData: WorkerData },
  ) => TeamWorker & { unref(): void; on(event: 'error' | 'exit', listener: () => void): unknown };
}

/** What a thread works with. */
export interface WorkerData {
  module: WasmModule;
  memory: WasmMemory;
  control: SharedArrayBuffer;
  index: number;
  names: readonly string[];
  word: typeof word;
  doublesPerWorker: number;
  spins: number;
}

/** The address of the worker's text: one for all. */
let script: string | undefined;

/**
 * How Node and browsers start threads.
 *
 * @throws Error where Node may start no threads, and in Firefox: in version 153, about one in a hundred `new Worker` inside of
 *   a worker never returns.
 */
export function usualStart(): StartThread {
  const node: NodeThreads | undefined = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (node && process.permission?.has('worker') === false)
    throw new Error('this Node may not start threads: run it with --allow-worker');
  if (node) return (data, onEnd) => startInNode(node, data, onEnd);
  if (navigator.userAgent.includes('Firefox'))
    throw new Error('in Firefox a worker may hang that starts another: train with markhor/worker');
  return startInBrowser;
}

/** One that cannot start is never ready, and the caller does all alone. */
function startInNode(node: NodeThreads, data: WorkerData, onEnd: () => void): TeamWorker {
  const source = `(${work.toString()})(process.getBuiltinModule('node:worker_threads').workerData)`;
  const worker = new node.Worker(source, { eval: true, workerData: data });
  worker.on('error', () => {});
  worker.on('exit', onEnd);
  worker.unref();
  return worker;
}

function startInBrowser(data: WorkerData): TeamWorker {
  const source = `onmessage = ({ data }) => (${work.toString()})(data)`;
  const worker = new Worker((script ??= URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))));
  worker.postMessage(data);
  worker.onerror = (event) => event.preventDefault();
  return worker;
}

/**
 * What a worker does. The loop is in JavaScript because engines never optimise a WebAssembly call that does not return. It
 * is sent as text, so it must not use anything from outside.
 */
export function work({ module, memory, control, index, names, word, doublesPerWorker, spins }: WorkerData): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = names.map((name) => exports[name] as (...args: number[]) => void);
  const words = new Int32Array(control, 0, word.count);
  const a = new Float64Array(control, word.count * 4 + index * doublesPerWorker * 8, doublesPerWorker);
  let epoch = Atomics.load(words, word.epoch);
  Atomics.add(words, word.ready, 1);
  for (;;) {
    for (let i = 0; i < spins && Atomics.load(words, word.epoch) === epoch; i++);
    while (Atomics.load(words, word.epoch) === epoch) Atomics.wait(words, word.epoch, epoch);
    epoch = Atomics.load(words, word.epoch);
    try {
      const kernel = kernels[a[0]];
      // A kernel ignores the arguments it has no parameters for.
      // prettier-ignore
      kernel?.(
        a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12],
        a[13], a[14], a[15], a[16], a[17], a[18], a[19], a[20], a[21], a[22], a[23],
      );
    } catch {
      Atomics.store(words, word.failed, 1);
    }
    Atomics.add(words, word.done, 1);
    Atomics.notify(words, word.done);
  }
}
