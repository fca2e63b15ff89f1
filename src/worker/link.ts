import { theArena } from '../graph/index.js';
import { standardOutput } from '../models/standard-output.js';
import { checkType } from '../options.js';
import { getRandomState, type RandomState, setRandomState } from '../random-seed.js';
import { toError } from './failure.js';
import type { Answer, Audience, Call, Changes, FromWorker, Reply, Startup } from './messages.js';
import { pack } from './payload.js';
import type { Snapshot } from './snapshot.js';
import { loadSource, startThread, type Thread } from './thread.js';

/** What the worker tells while a call is answered. */
export type Message = Exclude<FromWorker, Answer | { type: 'print' }>;

export interface CallOptions {
  /** True: the buffers of the arguments move to the worker instead of being copied. */
  transfer?: boolean;
  signal?: AbortSignal | null;
  audience?: Audience;
  /** Told what a `fit` has recorded, however it ends. */
  onHistory?(memory: unknown): void;
  /** Runs the caller's hooks. Their error is that of the call. */
  onMessage?(message: Message): Promise<Omit<Reply, 'type' | 'id'>>;
}

interface Waiting extends CallOptions {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onAbort(): void;
  /** Made where the call was. */
  caller: Error;
  /** What a hook threw. */
  thrown?: { error: unknown };
  /** Ends the worker's wait for the hook under way. */
  leave?(reason: unknown): void;
  /** Aborted, and another `fit` waits for its end: no more hooks are called. */
  isLeft?: boolean;
}

/**
 * The caller's end of the line to a worker: sends calls, matches answers, starts another worker after a crash from the last
 * snapshot of the model.
 */
export class Link {
  private thread: Thread | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  /** Those whose hooks run here. */
  private readonly calling = new Set<Waiting>();
  /** The random state that the worker began its calls with, as far as sent, or answered. */
  private random: RandomState | undefined;
  private hasStarted = false;
  private hasEnded = false;

  constructor(
    private snapshot: Snapshot,
    private readonly threads: number | undefined,
    private readonly workerUrl: string | URL | undefined,
  ) {}

  /** Starts a worker and makes the model in it. */
  async start(): Promise<void> {
    if (this.workerUrl === undefined) await loadSource();
    await this.load(this.open());
    this.hasStarted = true;
  }

  /** Calls are answered in order, but one made while a hook runs at once: training waits for the hook meanwhile. */
  async call(method: string, args: unknown[], options: CallOptions = {}): Promise<unknown> {
    if (this.hasEnded) throw new Error(`The worker was ended by \`terminate\`, so \`${method}\` cannot be called.`);
    checkType(method, 'signal', options.signal, null);
    options.signal?.throwIfAborted();
    return this.send(this.thread ?? this.reopen(), method, args, options);
  }

  /**
   * For a hook that begins: tells the worker, amidst what it does, of what is set, also later. Once that worker has ended, nobody
   * is told.
   */
  changer(): (changes: Changes) => Promise<unknown> {
    const { thread } = this;
    return async (changes) => thread && this.thread === thread && this.send(thread, 'change', [changes], {});
  }

  /** The `fit` under way ends after the batch; unless a hook says so, those that wait, too. */
  stop(): void {
    this.thread?.post({ type: 'stop', isAmidst: this.calling.size > 0 }, []);
  }

  end(): void {
    this.hasEnded = true;
    this.lose(new Error('The worker was ended by `terminate` before it had answered.'));
  }

  private open(): Thread {
    const thread = startThread(this.workerUrl, {
      receive: (message) => this.thread === thread && this.receive(message),
      crash: (reason) => this.thread === thread && this.crash(reason),
    });
    this.thread = thread;
    this.random = undefined;
    return thread;
  }

  /** After a crash. What goes wrong is what the call that needs it rejects with. */
  private reopen(): Thread {
    const thread = this.open();
    this.load(thread).catch(() => {});
    return thread;
  }

  private async load(thread: Thread): Promise<void> {
    const { machine, threads } = theArena();
    const isIsolated = globalThis.crossOriginIsolated === true;
    const kinds = machine.team ? [true] : isIsolated ? [true, false] : [false];
    const { isTerminal, columns } = standardOutput();
    const startup: Startup = {
      snapshot: this.snapshot,
      kernels: kinds.flatMap((shared) => machine.compiled?.(shared) ?? []),
      threads: this.threads ?? (machine.team && threads),
      output: { isTerminal, ...(columns !== undefined && { columns }) },
    };
    await this.send(thread, 'load', [startup], {});
  }

  private send(thread: Thread, method: string, args: unknown[], options: CallOptions): Promise<unknown> {
    const id = this.count++;
    // As in one thread: a `fit` waits for one that was aborted, and that for no hook of its, which may wait for this.
    if (method === 'fit')
      for (const one of this.waiting.values()) {
        if (!one.signal?.aborted) continue;
        one.isLeft = true;
        one.leave?.(one.signal.reason);
        this.calling.delete(one);
      }
    const isAmidst = method === 'change' || this.calling.size > 0;
    const random = isAmidst || isSame(getRandomState(), this.random) ? undefined : getRandomState();
    const { audience, signal, transfer = false } = options;
    const call: Omit<Call, 'args'> = {
      type: 'call',
      id,
      method,
      isAmidst,
      ...(random && { random }),
      ...(audience && { audience }),
    };
    try {
      const packed = pack(args, transfer);
      thread.post({ ...call, args: packed.value }, packed.transfer);
    } catch (cause) {
      const { message } = cause as Error;
      const what = method === 'change' ? 'what a hook has set' : `${method}: an argument`;
      throw new TypeError(`${what} cannot be sent to a worker: ${message}`, { cause });
    }
    if (random) this.random = random;
    const caller = new Error();
    return new Promise((resolve, reject) => {
      const onAbort = () => thread.post({ type: 'abort', id }, []);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(id, { ...options, resolve, reject, onAbort, caller });
      thread.hold(true);
    });
  }

  private receive(message: FromWorker): void {
    if (message.type === 'print') standardOutput().write(message.text);
    else if (message.type === 'answer') this.settle(message);
    else void this.tell(this.thread!, message);
  }

  private settle({ id, value, failure, isAborted, random, snapshot, history }: Answer): void {
    const { resolve, reject, onAbort, onHistory, signal, thrown, caller } = this.waiting.get(id)!;
    this.waiting.delete(id);
    signal?.removeEventListener('abort', onAbort);
    if (this.waiting.size === 0) this.thread!.hold(false);
    if (snapshot) this.snapshot = snapshot;
    if (history) onHistory?.(history);
    if (random) {
      // Unless somebody here has set or used random numbers meanwhile.
      if (isSame(getRandomState(), this.random)) setRandomState(random);
      this.random = random;
    }
    if (!failure) resolve(value);
    else reject(isAborted ? signal!.reason : thrown ? thrown.error : toError(failure, caller));
  }

  private async tell(thread: Thread, message: Message): Promise<void> {
    const waiting = this.waiting.get(message.id)!;
    let reply: Omit<Reply, 'type' | 'id'>;
    try {
      if (waiting.isLeft) throw waiting.signal!.reason;
      if (message.type === 'hook') this.calling.add(waiting);
      const left = new Promise<never>((_, reject) => (waiting.leave = reject));
      reply = await Promise.race([waiting.onMessage!(message), left]);
    } catch (error) {
      waiting.thrown = { error };
      reply = { failed: true };
    }
    if (this.thread !== thread) return;
    this.calling.delete(waiting);
    if (message.type !== 'hook') return;
    const post = (answer: typeof reply) => {
      const { value, transfer } = pack(answer, false);
      thread.post({ ...value, type: 'reply', id: message.id }, transfer);
    };
    try {
      post(reply);
    } catch (cause) {
      const problem = `what it has set cannot be sent to a worker: ${(cause as Error).message}`;
      waiting.thrown = { error: new TypeError(`${message.hook}: ${problem}`, { cause }) };
      post({ failed: true });
    }
  }

  private crash(reason: string): void {
    const message = this.hasStarted
      ? `The worker has ended unexpectedly (${reason}). The next call starts another from the model as it was after the last completed \`compile\`, \`fit\`, \`setWeights\` or \`loadWeights\`.`
      : `The worker could not be started: ${reason}`;
    this.lose(new Error(message));
  }

  private lose(error: Error): void {
    const { thread } = this;
    this.thread = undefined;
    this.calling.clear();
    thread?.end();
    for (const { reject, onAbort, signal } of this.waiting.values()) {
      signal?.removeEventListener('abort', onAbort);
      reject(error);
    }
    this.waiting.clear();
  }
}

function isSame(a: RandomState, b: RandomState | undefined): boolean {
  return a.seed === b?.seed && a.streams === b?.streams;
}
