import type { Graph, Value } from '../graph/index.js';
import { elementwise, type Formula } from '../ops/elementwise.js';
import { maskRows } from '../ops/mask-rows.js';
import { multiply } from '../ops/multiply.js';
import { scale } from '../ops/scale.js';
import { isGiven } from '../options.js';
import { type PartialShape, sameShape } from '../shape.js';
import type { LayerOptions } from './layer-options.js';
import { Elementwise, either, sumOf } from './merging.js';

/** The mean of tensors. */
export class Average extends Elementwise {
  readonly className = 'Average';
  constructor(options: LayerOptions = {}) {
    super('Average', options);
  }
  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    return scale(graph, sumOf(graph, inputs), 1 / inputs.length);
  }
}

/** The first of two tensors less the second. */
export class Subtract extends Elementwise {
  readonly className = 'Subtract';
  constructor(options: LayerOptions = {}) {
    super('Subtract', options);
  }
  override outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    if (shapes.length === 2) return super.outputShapes(shapes);
    throw new RangeError(
      `A \`Subtract\` layer should be called on exactly 2 inputs. Received: ${shapes.length} input(s).`,
    );
  }
  protected combine(graph: Graph, [a, b]: readonly Value[]): Value {
    return sumOf(graph, [a, scale(graph, b, -1)]);
  }
}

/** The mask of a tensor beside its elements. */
const beside = (graph: Graph, mask: Value) => graph.reshape(mask, [...mask.shape, 1]);

/** The product of tensors. What a mask leaves out is a factor of 1, and where all masks do, the product is 0. */
export class Multiply extends Elementwise {
  readonly className = 'Multiply';
  constructor(options: LayerOptions = {}) {
    super('Multiply', options);
  }
  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    const masks = inputs.map(({ mask }) => mask).filter(isGiven);
    const factors = inputs.map((input) => {
      if (!input.mask) return input;
      const pick: Formula = (mask, x) => (mask === 0 ? 1 : x);
      return elementwise(graph, 'where', [beside(graph, input.mask), input], pick, [() => 0, (mask) => mask]);
    });
    const product = factors.reduce((one, other) =>
      sameShape(one.shape, other.shape)
        ? multiply(graph, one, other)
        : elementwise(graph, 'multiply', [one, other], (a, b) => a * b, [(_, b) => b, (a) => a]),
    );
    return masks.length < inputs.length ? product : maskRows(graph, product, either(graph, masks));
  }
}

/** Picks of each pair of elements one. What a mask leaves out is not picked. */
abstract class Picking extends Elementwise {
  protected abstract readonly pick: Formula;

  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    return inputs.reduce((one, other) => {
      const b = where(graph, other, one);
      const a = where(graph, one, b);
      const out = this.of(graph, a, b);
      if (one.mask && other.mask) out.mask = either(graph, [one.mask, other.mask]);
      return out;
    });
  }

  private of(graph: Graph, a: Value, b: Value): Value {
    const { pick } = this;
    // Where both are the same, half goes to each, as with JAX.
    const share: Formula = (a, b) => (a === b ? 0.5 : Number(pick(a, b, 0) === a));
    return elementwise(graph, this.className.toLowerCase(), [a, b], pick, [share, (a, b) => 1 - share(a, b, 0)]);
  }
}

/** x where its mask says so, else another; x itself without a mask. */
function where(graph: Graph, x: Value, other: Value): Value {
  if (!x.mask) return x;
  const pick: Formula = (mask, a, b) => (mask === 0 ? b : a);
  const picked = elementwise(graph, 'where', [beside(graph, x.mask), x, other], pick, [
    () => 0,
    (mask) => mask,
    (mask) => 1 - mask,
  ]);
  return Object.assign(picked, { mask: x.mask });
}

/** The largest of tensors. */
export class Maximum extends Picking {
  readonly className = 'Maximum';
  protected readonly pick: Formula = (a, b) => Math.max(a, b);
  constructor(options: LayerOptions = {}) {
    super('Maximum', options);
  }
}

/** The smallest of tensors. */
export class Minimum extends Picking {
  readonly className = 'Minimum';
  protected readonly pick: Formula = (a, b) => Math.min(a, b);
  constructor(options: LayerOptions = {}) {
    super('Minimum', options);
  }
}
