import { Graph, theArena, type Value } from '../graph/index.js';
import { callFunction } from '../ops/graph-tensor.js';
import { invalid, isPlain, resolveOptions, withArgument } from '../options.js';
import { functionConfig } from '../registry.js';
import { formatShape, type PartialShape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { Layer } from './layer.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import type { SymbolicTensor } from './symbolic.js';

export interface LambdaOptions extends LayerOptions {
  /** What comes out, without the batch: it is found by trying, and must be this. Default null. */
  outputShape?: PartialShape | null;
}

/** What `ops` make of a tensor with the batch in front, which they keep there. Called once for each size of batches, not each time. */
export type LambdaFunction = (x: Tensor) => Tensor;

/** The same of several tensors, for a layer that is applied to a list. */
export type LambdaListFunction = (x: readonly Tensor[]) => Tensor;

/**
 * A function of your own as a layer without weights: `new Lambda((x) => ops.multiply(x, 100))`. What is applied to several tensors
 * gets them in a list: `new Lambda(([a, b]: readonly Tensor[]) => ops.subtract(a, b)).apply([left, right])`. Files hold its name alone:
 * `loadModel(source, { customObjects: { name: f } })`, by the name of the layer or of the function; one without a name is called as
 * its layer is.
 */
export class Lambda extends Layer<SymbolicTensor> {
  /** @internal */
  readonly f: LambdaFunction | LambdaListFunction;
  private readonly expected: PartialShape | null;
  /** What was found last: of which shapes, and what came out. */
  private found = { key: '', out: [] as PartialShape };

  constructor(f: LambdaFunction | ({ function: LambdaFunction } & LambdaOptions), options?: LambdaOptions);
  constructor(f: LambdaListFunction | ({ function: LambdaListFunction } & LambdaOptions), options?: LambdaOptions);
  constructor(f: object, options: LambdaOptions = {}) {
    const {
      function: given,
      outputShape,
      ...resolved
    } = resolveOptions(
      'Lambda',
      { ...layerDefaults, function: null as Lambda['f'] | null, outputShape: null as PartialShape | null },
      withArgument('Lambda', 'function', f, options, isPlain(f)),
    );
    if (typeof given !== 'function') {
      throw invalid('Lambda', 'function', given, 'one of `ops`: new Lambda((x) => ops.multiply(x, 100))', TypeError);
    }
    super('Lambda', resolved);
    this.f = given;
    this.expected = outputShape;
  }

  protected override get inputCount(): null {
    return null;
  }

  override outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    const key = JSON.stringify(shapes);
    if (this.found.key !== key) this.found = { key, out: this.tryOut(shapes) };
    return [[...this.found.out]];
  }

  /** What the function makes may have changed since. */
  protected override connect(call: Parameters<Layer['connect']>[0]): SymbolicTensor {
    this.found.key = '';
    return super.connect(call);
  }

  private tryOut(shapes: readonly PartialShape[]): PartialShape {
    // What differs with sizes that are open is open, too. Many numbers divide these.
    const tried = (samples: number) => {
      const graph = new Graph(theArena(), false);
      const inputs = shapes.map((shape) =>
        graph.temporary(shape.map((size, axis) => size ?? (axis === 0 ? samples : 2 * samples))),
      );
      const out = this.call(graph, inputs)[0].shape;
      if (out[0] === inputs[0].shape[0]) return out;
      const of = inputs.map(({ shape }) => formatShape(shape)).join(' and ');
      throw new RangeError(
        `Layer '${this.name}' (Lambda): the function must keep the batch in front. It makes ${formatShape(out)} of ${of}.`,
      );
    };
    const [one, other] = [tried(60), tried(120)];
    const out = one.map((size, i) => (size === other[i] ? size : null));
    if (this.expected && !sameShape(out.slice(1), this.expected))
      throw invalid(`Layer '${this.name}' (Lambda)`, 'outputShape', this.expected, formatShape(out.slice(1)));
    return out;
  }

  protected call(graph: Graph, inputs: readonly Value[]): Value[] {
    const { f } = this;
    if (inputs.length === 1) return [callFunction(f as LambdaFunction, graph, ...inputs)];
    return [callFunction((...tensors) => (f as LambdaListFunction)(tensors), graph, ...inputs)];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), function: functionConfig(this.f.name || this.name), arguments: {} };
  }
}
