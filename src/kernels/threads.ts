const mostThreads = 16;
/** Few models keep more of them busy. */
const mostByDefault = 4;

type BuiltinModules = { getBuiltinModule?: (name: string) => unknown };

/** A module of Node's, where there is one. */
export const builtin = (name: string) => (globalThis as { process?: BuiltinModules }).process?.getBuiltinModule?.(name);

/** Why one thread has to do all here. Undefined: it has not. */
export function obstacle(): string | undefined {
  const isShareable = typeof SharedArrayBuffer !== 'undefined';
  if (builtin('node:worker_threads')) return isShareable ? undefined : 'there is no SharedArrayBuffer';
  if (!isShareable || globalThis.crossOriginIsolated !== true) return 'the page is not cross-origin isolated';
  if ('document' in globalThis) return 'a page may not wait for threads: train in a worker, as with markhor/worker';
  return typeof Worker === 'undefined' ? 'there are no workers inside of this one' : undefined;
}

/** True where a thread may wait for another: in Node, and in a worker of an isolated page. */
export function canHaveThreads(): boolean {
  return obstacle() === undefined;
}

export function defaultThreads(): number {
  const os = builtin('node:os') as { availableParallelism?(): number } | undefined;
  return Math.min(os?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 1, mostByDefault);
}

/** As many as asked for, or as there can be. */
export const limitThreads = (threads: number) => Math.min(threads, mostThreads);
