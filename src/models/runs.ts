import type { CallbackList, HookResult } from '../callbacks/index.js';
import { traced } from '../errors.js';
import type { Checkpoint, TrainingPoint } from './checkpoint.js';

/** Loaded by who saves or loads. */
const saving = () => import('./saving.js');

/** What a run is called with. */
interface RunOptions {
  signal?: AbortSignal | null;
}

/** Between two epochs. */
interface Pause {
  /** Those whose hooks may evaluate. */
  readonly listeners: CallbackList;
  /** The end of the evaluations that they have begun. */
  end: Promise<unknown>;
}

/** The runs of a model, `fit` and `evaluate`, of which there is one at a time: two would mix their figures and weights. */
export class Runs {
  /** Where `fit` is, between two steps. */
  point: TrainingPoint | undefined;
  /** Where the next `fit` goes on. */
  resumption: Checkpoint | undefined;
  /** Those that are told of what is done now. */
  listeners: CallbackList | undefined;
  /** Where hooks may evaluate. */
  private pause: Pause | undefined;
  /** Each that has begun or waits for its turn. */
  private readonly all = new Set<RunOptions>();
  /** When the last of them has ended. */
  private end: Promise<void> | undefined;
  /** What is being read or written. */
  private readonly files = new Set<Promise<unknown>>();

  constructor(private readonly model: { readonly name: string; stopTraining: boolean }) {}

  /** @throws Error while there is one. */
  checkIdle(method: string): void {
    if (this.all.size === 0) return;
    throw new Error(`Model '${this.model.name}' is training or being evaluated. Await it before \`${method}\`.`);
  }

  /** Runs that were aborted, and have yet to end, are waited for. They wait no longer for hooks, which may wait for this. */
  async alone<T>(method: 'fit' | 'evaluate', options: RunOptions | null, work: () => Promise<T>): Promise<T> {
    if (![...this.all].every(({ signal }) => signal?.aborted)) this.checkIdle(method);
    const [ending] = this.all;
    for (const listeners of [this.listeners, this.pause?.listeners]) listeners?.leave(ending?.signal?.reason);
    const run = { signal: options?.signal };
    const before = ending && this.end;
    this.all.add(run);
    if (method === 'fit') this.model.stopTraining = false;
    let end!: () => void;
    this.end = new Promise((resolve) => (end = resolve));
    try {
      if (before) {
        await before;
        // What hooks that were left still read or write.
        await Promise.allSettled(this.files);
        this.resumption = undefined;
      }
      return await traced(work);
    } finally {
      this.all.delete(run);
      this.point = undefined;
      this.pause = undefined;
      this.listeners = undefined;
      end();
    }
  }

  /** An evaluation: alone, or between two epochs, behind those that hooks have begun there before. */
  async evaluation<T>(options: RunOptions | null, work: () => Promise<T>): Promise<T> {
    const { pause, listeners } = this;
    // Not by a hook of such an evaluation, which would wait for itself.
    if (!pause || (listeners !== pause.listeners && listeners?.isCalling)) return this.alone('evaluate', options, work);
    const result = pause.end.then(() => {
      pause.listeners.left?.();
      return work();
    });
    pause.end = result.catch(() => {});
    return result;
  }

  /** Lets hooks evaluate, and waits for what they have begun, and that has begun meanwhile. */
  async between(listeners: CallbackList, call: () => HookResult): Promise<void> {
    const pause: Pause = { listeners, end: Promise.resolve() };
    this.pause = pause;
    try {
      await call();
    } finally {
      for (let end: unknown; end !== pause.end; ) await (end = pause.end);
      this.pause = undefined;
    }
  }

  /** Reads or writes files. */
  async withFiles(work: (room: Awaited<ReturnType<typeof saving>>) => Promise<void>): Promise<void> {
    const result = saving().then(work);
    this.files.add(result);
    await result.finally(() => this.files.delete(result));
  }
}
