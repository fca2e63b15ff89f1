const mostThreads = 16;
/** Few models keep more of them busy. */
const mostByDefault = 4;

/** Why one thread has to do all here, as a key of `obstacles`. Undefined: it has not. */
export function obstacle(): keyof typeof obstacles | undefined {
  const isShareable = typeof SharedArrayBuffer !== 'undefined';
  if (globalThis.process?.getBuiltinModule?.('node:worker_threads')) return isShareable ? undefined : 'memory';
  if (!isShareable || globalThis.crossOriginIsolated !== true) return 'isolation';
  if ('document' in globalThis) return 'page';
  return typeof Worker === 'undefined' ? 'workers' : undefined;
}

/** Apart from `obstacle`, which every page has: only those that ask have the words. */
export const obstacles = {
  memory: 'there is no SharedArrayBuffer',
  isolation: 'the page is not cross-origin isolated',
  page: 'a page may not wait for threads: train in a worker, as with markhor/worker',
  workers: 'there are no workers inside of this one',
};

/** True where a thread may wait for another: in Node, and in a worker of an isolated page. */
export function canHaveThreads(): boolean {
  return obstacle() === undefined;
}

export function defaultThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  return Math.min(os?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 1, mostByDefault);
}

/** As many as asked for, or as there can be. */
export const limitThreads = (threads: number) => Math.min(threads, mostThreads);
