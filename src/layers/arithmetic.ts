import type { Graph, Value } from '../graph/index.js';
import { choose, larger, product, smaller } from '../ops/arithmetic.js';
import { filled } from '../ops/filled.js';
import { maskRows } from '../ops/mask-rows.js';
import { scale } from '../ops/scale.js';
import { isGiven } from '../options.js';
import type { PartialShape } from '../shape.js';
import type { LayerOptions } from './layer-options.js';
import { Elementwise, either, sumOf } from './merging.js';

/** The mean of tensors. */
export class Average extends Elementwise {
  constructor(options: LayerOptions = {}) {
    super('Average', options);
  }
  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    return scale(graph, sumOf(graph, inputs), 1 / inputs.length);
  }
}

/** The first of two tensors less the second. */
export class Subtract extends Elementwise {
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

/** x where its mask says so, else another; x itself without a mask. */
function where(graph: Graph, x: Value, other: Value): Value {
  const { mask } = x;
  return mask ? choose(graph, graph.reshape(mask, [...mask.shape, 1]), x, other) : x;
}

/** The product of tensors. What a mask leaves out is a factor of 1, and where all masks do, the product is 0. */
export class Multiply extends Elementwise {
  constructor(options: LayerOptions = {}) {
    super('Multiply', options);
  }
  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    const masks = inputs.map(({ mask }) => mask).filter(isGiven);
    const factors = inputs.map((input) => (input.mask ? where(graph, input, filled(graph, [1], 1)) : input));
    const all = factors.reduce((one, other) => product(graph, one, other));
    return masks.length < inputs.length ? all : maskRows(graph, all, either(graph, masks));
  }
}

/** Picks of each pair of elements one. What a mask leaves out is not picked. */
abstract class Picking extends Elementwise {
  protected abstract pick(graph: Graph, a: Value, b: Value): Value;

  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    return inputs.reduce((one, other) => {
      const b = where(graph, other, one);
      const out = this.pick(graph, where(graph, one, b), b);
      if (one.mask && other.mask) out.mask = either(graph, [one.mask, other.mask]);
      return out;
    });
  }
}

/** The largest of tensors. */
export class Maximum extends Picking {
  constructor(options: LayerOptions = {}) {
    super('Maximum', options);
  }
  protected pick(graph: Graph, a: Value, b: Value): Value {
    return larger(graph, a, b);
  }
}

/** The smallest of tensors. */
export class Minimum extends Picking {
  constructor(options: LayerOptions = {}) {
    super('Minimum', options);
  }
  protected pick(graph: Graph, a: Value, b: Value): Value {
    return smaller(graph, a, b);
  }
}
