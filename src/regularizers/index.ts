import { invalid } from '../options.js';
import { Configured, type Identifier, Registry } from '../registry.js';

interface Factors {
  l1?: number;
  l2?: number;
}

/** A penalty on a tensor: l1·Σ|x| + l2·Σx². */
export class Regularizer extends Configured<Factors> {
  readonly l1: number;
  readonly l2: number;

  /** @param defaults The factors that it has. */
  constructor(className: string, defaults: Factors, given?: Factors) {
    super(className, defaults, given);
    const { l1 = 0, l2 = 0 } = this.options;
    for (const [name, value] of Object.entries({ l1, l2 })) {
      if (!(value >= 0 && value < Infinity)) throw invalid('A regularizer', name, value, 'a non-negative number');
    }
    this.l1 = l1;
    this.l2 = l2;
  }
}

/** l1·Σ|x|. `new L1(0.01)` or `new L1({ l1: 0.01 })`; default 0.01. */
export class L1 extends Regularizer {
  constructor(l1?: number | { l1?: number }) {
    super('L1', { l1: 0.01 }, typeof l1 === 'number' ? { l1 } : l1);
  }
}

/** l2·Σx², without a half. Default 0.01. */
export class L2 extends Regularizer {
  constructor(l2?: number | { l2?: number }) {
    super('L2', { l2: 0.01 }, typeof l2 === 'number' ? { l2 } : l2);
  }
}

/** l1·Σ|x| + l2·Σx². Both default to 0. */
export class L1L2 extends Regularizer {
  constructor(options?: { l1?: number; l2?: number }) {
    super('L1L2', { l1: 0, l2: 0 }, options);
  }
}

export type RegularizerIdentifier = Identifier<Regularizer, 'l1' | 'l2' | 'l1l2' | 'L1' | 'L2' | 'L1L2'>;

export const regularizers = new Registry<Regularizer>('regularizer', 'keras.regularizers', Regularizer, {
  L1,
  L2,
  L1L2,
});
