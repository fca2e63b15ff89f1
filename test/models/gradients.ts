import { expect } from 'vitest';
import type { Variable } from '../../src/graph/index.js';
import type { DataLike } from '../../src/index.js';
import type { Batches } from '../../src/models/batches.js';
import { checkDataset } from '../../src/models/inputs.js';
import type { AnyModel } from './helpers.js';

const step = 1e-5;

/** The training step of a compiled model on these data, without an update. */
export class TrainingStep {
  private readonly batches: Batches;

  constructor(
    readonly model: AnyModel,
    x: DataLike,
    y: DataLike,
  ) {
    const dataset = checkDataset(model, x, y);
    this.batches = model.trainer.batches('train', dataset, dataset.count);
  }

  /** Runs and returns the loss. What is never written must never be read: all temporaries are NaN before. */
  run(): number {
    const { arena } = this.model;
    this.batches.load(0);
    arena.floats(arena.scratch.address, arena.scratch.bytes / 4).fill(Number.NaN);
    const loaded = this.batches.load(0);
    loaded.run();
    return loaded.views.total[0][0];
  }

  /** The gradient of each trainable variable, of the last run. */
  get gradients(): Float64Array[] {
    const { gradients } = this.model.trainer.prepare();
    return this.model.trainableVariables.map((variable) => this.read(gradients.addressOf(variable), variable.size));
  }

  /** Central differences of the loss. */
  differences(): Float64Array[] {
    return this.model.trainableVariables.map((variable) =>
      Float64Array.from({ length: variable.size }, (_, i) => {
        const at = (offset: number) => this.moved(variable, i, offset);
        return (at(step) - at(-step)) / (2 * step);
      }),
    );
  }

  private moved(variable: Variable, index: number, offset: number): number {
    const values = this.model.arena.floats(variable.address, variable.size);
    const value = values[index];
    values[index] = value + offset;
    const loss = this.run();
    values[index] = value;
    return loss;
  }

  private read(address: number, size: number): Float64Array {
    return Float64Array.from(this.model.arena.floats(address, size));
  }
}

/** Equal within `tolerance` of the largest of all. */
export function expectNear(
  actual: readonly Float64Array[],
  expected: readonly Float64Array[],
  tolerance: number,
  model: AnyModel,
): void {
  const largest = Math.max(...expected.map((values) => Math.max(...values.map(Math.abs))));
  for (const [v, { path }] of model.trainableVariables.entries()) {
    for (const [i, value] of expected[v].entries()) {
      const error = Math.abs(actual[v][i] - value);
      if (!(error <= tolerance * largest))
        expect.fail(`${path}[${i}]: ${actual[v][i]} instead of ${value}; the largest is ${largest}`);
    }
  }
}
