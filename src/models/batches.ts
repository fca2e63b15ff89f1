import { theArena } from '../graph/index.js';
import { nextKey } from '../random-seed.js';
import type { Shape } from '../shape.js';
import { copySamples, type Samples } from './data.js';
import type { Dataset } from './inputs.js';
import type { Step } from './step.js';
import type { StepShapes } from './trainer.js';

/** The batches of an epoch. */
export interface EpochBatches {
  /** How many, where that is known. */
  readonly count: number | null;
  /** How many samples there are in all, where they are at hand: they can be shuffled. */
  readonly samples?: number;
  /** Waits for the batch at an index; false where there is none. Not there where all are at hand. */
  next?(index: number): Promise<boolean>;
  /** Number of samples of a batch. */
  size(batch: number): number;
  /** The step of a batch, with the samples of the batch in its tensors. */
  load(batch: number, order?: Uint32Array): Step;
  /** No more is wanted. */
  close?(): Promise<void>;
}

/** A data set cut into batches, each loaded into the step that is planned for its size. */
export class Batches implements EpochBatches {
  readonly count: number;
  readonly samples: number;
  private readonly full: Step;
  private readonly last: Step;

  /** @param plan The step for batches of these shapes. */
  constructor(
    private readonly dataset: Dataset,
    private readonly batchSize: number,
    plan: (shapes: StepShapes) => Step,
  ) {
    const { count } = dataset;
    this.samples = count;
    this.count = Math.ceil(count / batchSize);
    this.last = plan(batchShapes(dataset, count - (this.count - 1) * batchSize));
    this.full = this.count === 1 ? this.last : plan(batchShapes(dataset, batchSize));
    for (const step of [this.full, this.last]) step.bind();
  }

  size(batch: number): number {
    return Math.min(this.batchSize, this.samples - batch * this.batchSize);
  }

  load(batch: number, order?: Uint32Array): Step {
    const from = batch * this.batchSize;
    const to = from + this.size(batch);
    const step = batch === this.count - 1 ? this.last : this.full;
    const { views } = step;
    const { inputs, targets, weights } = this.dataset;
    copySamples(inputs, views.inputs, order, from, to);
    copySamples(targets, views.targets, order, from, to);
    copySamples(weights, views.weights, order, from, to);
    return step;
  }
}

/** The shapes of a batch of `size` of these data. */
function batchShapes({ inputs, targets, weights }: Dataset, size: number): StepShapes {
  const batch = ({ shape }: Samples): Shape => [size, ...shape.slice(1)];
  return {
    inputs: inputs.map(batch),
    targets: targets.map((one) => one && batch(one)),
    weights: weights.map((one) => one && batch(one)),
  };
}

/** Fills `order` with a random permutation of 0 … n − 1, the next one of the seed's. */
export function shuffle(order: Uint32Array): void {
  const arena = theArena();
  const address = arena.borrow(order.length * 4);
  arena.kernels.permutation(address, order.length, ...nextKey());
  order.set(arena.words(address, order.length));
}
