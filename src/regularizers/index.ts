import { invalid, resolveOptions } from '../options.js';
import { configOf, type Identifier, Registry } from '../registry.js';

interface Factors {
  l1?: number;
  l2?: number;
}

/** A penalty on a tensor: l1·Σ|x| + l2·Σx². */
export class Regularizer {
  readonly className: string = 'L1L2';
  readonly l1: number;
  readonly l2: number;

  /** @param factors Those that it has: its configuration. */
  constructor(private readonly factors: Factors) {
    for (const [name, value] of Object.entries(factors)) {
      if (!(Number.isFinite(value) && value >= 0)) {
        throw invalid('A regularizer', name, value, 'a non-negative number');
      }
    }
    this.l1 = factors.l1 ?? 0;
    this.l2 = factors.l2 ?? 0;
  }

  getConfig(): Record<string, unknown> {
    return configOf(this.factors);
  }
}

/** The only factor, given as a number or by name. */
const factor = (owner: string, name: string, given: number | Factors | undefined): Factors =>
  resolveOptions(owner, { [name]: 0.01 }, typeof given === 'number' ? { [name]: given } : given);

/** l1·Σ|x|. `new L1(0.01)` or `new L1({ l1: 0.01 })`; default 0.01. */
export class L1 extends Regularizer {
  override readonly className = 'L1';
  constructor(l1?: number | { l1?: number }) {
    super(factor('L1', 'l1', l1));
  }
}

/** l2·Σx², without a half. Default 0.01. */
export class L2 extends Regularizer {
  override readonly className = 'L2';
  constructor(l2?: number | { l2?: number }) {
    super(factor('L2', 'l2', l2));
  }
}

/** l1·Σ|x| + l2·Σx². Both default to 0. */
export class L1L2 extends Regularizer {
  constructor(options: { l1?: number; l2?: number } = {}) {
    super(resolveOptions('L1L2', { l1: 0, l2: 0 }, options));
  }
}

export type RegularizerIdentifier = Identifier<Regularizer, 'l1' | 'l2' | 'l1l2' | 'L1' | 'L2' | 'L1L2'>;

export const regularizers = new Registry<Regularizer>('regularizer', 'keras.regularizers', Regularizer, {
  L1,
  L2,
  L1L2,
});
