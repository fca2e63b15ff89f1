import type { Graph, Value } from '../graph/index.js';
import type { PartialShape } from '../shape.js';
import { InputLayer } from './input.js';
import type { CallContext, Layer } from './layer.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';

/** The nodes between inputs and outputs. Any acyclic graph; a layer may stand in it several times. */
export class Topology {
  /** In an order in which each node comes after those it depends on. */
  readonly nodes: readonly LayerNode[];
  /** In Keras's order: the deepest first, that is, those farthest from the outputs. */
  readonly layers: readonly Layer<unknown>[];

  /** @throws RangeError when an output does not depend on the inputs given. */
  constructor(
    readonly inputs: readonly SymbolicTensor[],
    readonly outputs: readonly SymbolicTensor[],
  ) {
    const walk = walkBack(inputs, outputs);
    this.nodes = walk.nodes;
    this.layers = sortLayers(walk);
    const names = this.layers.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) {
      throw new RangeError(
        `The name '${twice}' is used by two layers of the model. All names should be unique: update the \`name\` option of one.`,
      );
    }
    if (new Set(inputs).size < inputs.length) throw new RangeError('A tensor is given twice among the `inputs`.');
  }

  /** Records the layers' calls on `values`, one per input. */
  record(graph: Graph, values: readonly Value[], context: CallContext): Value[] {
    return this.walk(values, ({ layer, keywords }, inputs) => {
      context.begin?.(layer);
      return layer.record(graph, inputs, keywords, context);
    });
  }

  /** The outputs' shapes for inputs of these shapes. Throws where a layer does not take its input. */
  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    return this.walk(shapes, (node, inputs) => {
      const positional = inputs.slice(0, node.positional.length);
      node.layer.checkInputs(positional);
      return node.layer.outputShapes(positional);
    });
  }

  private walk<T>(inputs: readonly T[], visit: (node: LayerNode, inputs: T[]) => readonly T[]): T[] {
    const known = new Map(this.inputs.map((tensor, i) => [tensor, inputs[i]]));
    for (const node of this.nodes) {
      if (node.outputs.every((output) => known.has(output))) continue;
      const results = visit(
        node,
        node.inputs.map((input) => known.get(input)!),
      );
      for (const [i, output] of node.outputs.entries()) known.set(output, results[i]);
    }
    return this.outputs.map((output) => known.get(output)!);
  }
}

/** Nodes, each after those it depends on, and the layers in the order in which a walk from the outputs meets them. */
interface Walk {
  nodes: LayerNode[];
  met: Map<Layer<unknown>, number>;
}

function walkBack(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): Walk {
  const sources = new Set(inputs);
  const done = new Set<LayerNode>();
  const met = new Map<Layer<unknown>, number>();
  const visit = (tensor: SymbolicTensor, source: boolean) => {
    const { node } = tensor;
    if (done.has(node)) return;
    if (!source && node.layer instanceof InputLayer) {
      throw new RangeError(
        `An output is not connected to \`inputs\`: it depends on '${node.layer.name}', which is not among them ` +
          `(${inputs.map(({ name }) => `'${name}'`).join(', ')}).`,
      );
    }
    if (!met.has(node.layer)) met.set(node.layer, met.size);
    for (const input of source ? [] : node.inputs) visit(input, sources.has(input));
    done.add(node);
  };
  for (const output of outputs) visit(output, sources.has(output));
  // Inputs that nothing uses belong to the model all the same, in front of the others of their depth. Backwards, for the
  // nodes are sorted from the last on.
  for (const { node } of [...inputs].reverse()) {
    if (!done.has(node)) met.set(node.layer, -1);
    done.add(node);
  }
  return { nodes: [...done], met };
}

/** As Keras sorts them, for files keep weights in this order: by the depth of the deepest call, then as they were met. */
function sortLayers({ nodes, met }: Walk): Layer<unknown>[] {
  const depths = new Map<Layer<unknown>, number>();
  const nodeDepths = new Map<LayerNode, number>();
  const inside = new Set(nodes);
  for (const node of [...nodes].reverse()) {
    // A call of a shared layer counts as deep as the deepest call so far, and so do the layers before it.
    const depth = Math.max(nodeDepths.get(node) ?? 0, depths.get(node.layer) ?? 0);
    depths.set(node.layer, depth);
    for (const { node: earlier } of node.inputs) {
      if (inside.has(earlier)) nodeDepths.set(earlier, Math.max(depth + 1, nodeDepths.get(earlier) ?? 0));
    }
  }
  return [...depths.keys()].sort((a, b) => depths.get(b)! - depths.get(a)! || met.get(a)! - met.get(b)!);
}
