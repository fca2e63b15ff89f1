import { resolveOptions } from '../options.js';
import { type Identifier, Registry } from '../registry.js';

/** A penalty on a tensor: l1·Σ|x| + l2·Σx². */
export class Regularizer {
  readonly className: string = 'L1L2';

  constructor(
    readonly l1: number,
    readonly l2: number,
  ) {
    for (const [name, value] of Object.entries({ l1, l2 })) {
      if (!(Number.isFinite(value) && value >= 0)) {
        throw new RangeError(
          `Invalid value for argument ${name}: expected a non-negative number. Received: ${name}=${value}`,
        );
      }
    }
  }

  getConfig(): Record<string, unknown> {
    return { l1: this.l1, l2: this.l2 };
  }
}

const weight = (name: string, given: number | object | undefined, key: string): number =>
  typeof given === 'number' ? given : resolveOptions<Record<string, number>>(name, { [key]: 0.01 }, given)[key];

/** l1·Σ|x|. `new L1(0.01)` or `new L1({ l1: 0.01 })`; default 0.01. */
export class L1 extends Regularizer {
  override readonly className = 'L1';
  constructor(l1?: number | { l1?: number }) {
    super(weight('L1', l1, 'l1'), 0);
  }
  override getConfig(): Record<string, unknown> {
    return { l1: this.l1 };
  }
}

/** l2·Σx², without a half. Default 0.01. */
export class L2 extends Regularizer {
  override readonly className = 'L2';
  constructor(l2?: number | { l2?: number }) {
    super(0, weight('L2', l2, 'l2'));
  }
  override getConfig(): Record<string, unknown> {
    return { l2: this.l2 };
  }
}

/** l1·Σ|x| + l2·Σx². Both default to 0. */
export class L1L2 extends Regularizer {
  constructor(options: { l1?: number; l2?: number } = {}) {
    const { l1, l2 } = resolveOptions('L1L2', { l1: 0, l2: 0 }, options);
    super(l1, l2);
  }
}

export type RegularizerIdentifier = Identifier<Regularizer, 'l1' | 'l2' | 'l1l2' | 'L1' | 'L2' | 'L1L2'>;

export const regularizers = new Registry<Regularizer>('regularizer', 'keras.regularizers', Regularizer, {
  L1,
  L2,
  L1L2,
});
