// Loaded when data come batch by batch, by on-demand.ts: it imports nothing that runs but what is loaded with it.
import type { Batches, EpochBatches } from './batches.js';
import type { Batch, BatchSource, SourceOptions } from './source.js';
import type { Step } from './step.js';

type Read = (batch: Batch, index: number) => Batches;

/** @throws TypeError or RangeError for options that do not go with a source, and where that gives nothing. */
export async function openStream(
  what: string,
  source: BatchSource,
  count: number | null,
  options: SourceOptions,
  read: Read,
): Promise<Stream> {
  for (const name of ['batchSize', 'validationSplit', 'sampleWeight'] as const) {
    if (what === 'x' && options[name])
      throw new TypeError(
        `\`${name}\` is for data that are at hand. A source gives batches, [x, y] or [x, y, sampleWeight].`,
      );
  }
  if (count !== null && !(Number.isInteger(count) && count > 0))
    throw new RangeError(
      `${what}: the number of its batches in an epoch must be a positive integer. Received: ${count}`,
    );
  const stream = new Stream(what, source, count, read, options.signal);
  const epochs = (options.epochs ?? 1) - (options.initialEpoch ?? 0);
  if (stream.isOnce && count === null && epochs > 1) {
    throw new RangeError(
      `${what} is a generator, which runs once, but is wanted ${epochs} times. Give the function that makes it, or say how many batches are an epoch.`,
    );
  }
  try {
    if (await stream.next(0)) return stream;
    throw new RangeError(`${what} has no batches.`);
  } catch (error) {
    await stream.close();
    throw error;
  }
}

/** The batches of a source, one after another. */
class Stream implements EpochBatches {
  private iterator: Iterator<Batch> | AsyncIterator<Batch>;
  /** Batches of the epoch under way that have been read. */
  private seen = 0;
  private hasEnded = false;
  /** Whether the iterator has given a batch. */
  private hasGiven = false;
  private current: Batches | undefined;
  /** Whether that has yet to be loaded. */
  private isAhead = false;

  /**
   * @param what For messages: `x`, `validationData`.
   * @param count Batches of an epoch; null: all that there are.
   * @param read Checks a batch.
   * @param signal Ends the waiting for a batch.
   */
  constructor(
    private readonly what: string,
    private readonly source: BatchSource,
    readonly count: number | null,
    private readonly read: Read,
    private readonly signal: AbortSignal | null,
  ) {
    this.iterator = this.begin();
  }

  /** Whether it cannot begin anew. */
  get isOnce(): boolean {
    return (this.iterator as unknown) === this.source;
  }

  /** Whether there is a batch at this index of the epoch, which is then the one that `load` loads. An index that is not new begins another epoch. */
  async next(index: number): Promise<boolean> {
    if (index === this.count) return false;
    // What `openStream` has read is still to come.
    if (this.isAhead && index === this.seen - 1) return true;
    if (index < this.seen) {
      this.seen = 0;
      if (this.hasEnded || this.count === null) this.iterator = this.begin();
      this.hasEnded = false;
    }
    while (this.seen <= index) {
      const { done, value } = await this.unlessAborted(this.iterator.next());
      if (done) {
        if (this.seen > 0 || !this.hasGiven || this.isOnce) return this.end();
        // It ended with the epoch before.
        this.iterator = this.begin();
        continue;
      }
      this.hasGiven = true;
      if (this.seen === index) this.current = this.read(this.checked(value), index);
      this.seen++;
    }
    this.isAhead = true;
    return true;
  }

  size(): number {
    return this.current!.size(0);
  }

  load(): Step {
    this.isAhead = false;
    return this.current!.load(0);
  }

  /**
   * Tells a generator that no more is wanted, but not one that is somebody else's to go on with. One that nobody waits for any more
   * hears of it when it goes on.
   */
  async close(): Promise<void> {
    if (this.hasEnded || (this.isOnce && this.count !== null)) return;
    const told = (async () => this.iterator.return?.())().catch((error: Error) => {
      console.warn(`${this.what} could not be closed: ${error.message}`);
    });
    if (!this.signal?.aborted) await told;
  }

  /** What comes, or the signal's reason. No race: promises that live long keep all that have been raced with them. */
  private unlessAborted<T>(coming: T | Promise<T>): T | Promise<T> {
    const { signal } = this;
    if (!signal) return coming;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      void Promise.resolve(coming)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  private begin(): Iterator<Batch> | AsyncIterator<Batch> {
    this.hasGiven = false;
    const made = typeof this.source === 'function' ? this.source() : this.source;
    const sought = Object(made) as Partial<Iterable<Batch> & AsyncIterable<Batch>>;
    const iterator = sought[Symbol.asyncIterator]?.() ?? sought[Symbol.iterator]?.();
    if (iterator) return iterator;
    throw new TypeError(
      `${this.what} must give batches, [x, y] or [x, y, sampleWeight], one after another, as a generator does: function* () { yield [x, y]; }`,
    );
  }

  private checked(batch: unknown): Batch {
    if (Array.isArray(batch) && batch.length >= 2 && batch.length <= 3) return batch as unknown as Batch;
    throw new TypeError(`${this.what}, batch ${this.seen}: a batch is [x, y] or [x, y, sampleWeight].`);
  }

  private end(): false {
    this.hasEnded = true;
    const { seen, count } = this;
    if (this.current && (count !== null || seen === 0)) {
      console.warn(
        `${this.what} ran out of data after ${seen}${count === null ? '' : ` of ${count}`} batches. Make sure that it has enough for all epochs.`,
      );
    }
    return false;
  }
}
