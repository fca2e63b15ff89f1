const mostThreads = 16;
/** Few models keep more of them busy. */
const mostByDefault = 4;

const isNode = () => globalThis.process?.getBuiltinModule?.('node:worker_threads') !== undefined;
const isIsolated = () => globalThis.crossOriginIsolated === true;
const isPage = () => 'document' in globalThis;

/** True where a thread may wait for another: in Node, and in a worker of an isolated page. */
export function canHaveThreads(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return isNode() || (isIsolated() && !isPage() && typeof Worker !== 'undefined');
}

/** Why one thread has to do all here. Undefined: it has not. */
export function obstacle(): string | undefined {
  if (canHaveThreads()) return undefined;
  if (isNode()) return 'there is no SharedArrayBuffer';
  if (!isIsolated()) return 'the page is not cross-origin isolated';
  if (isPage()) return 'a page may not wait for threads: train in a worker, as with markhor/worker';
  return 'there are no workers inside of this one';
}

export function defaultThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  return Math.min(os?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 1, mostByDefault);
}

/** As many as asked for, or as there can be. */
export const limitThreads = (threads: number) => Math.min(threads, mostThreads);
