import type { Graph, Value } from '../graph/index.js';
import { InputLayer } from '../layers/input.js';
import type { CallContext, Layer } from '../layers/layer.js';
import type { LayerNode, SymbolicTensor } from '../layers/symbolic.js';
import type { PartialShape } from '../shape.js';

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
    this.nodes = sortNodes(inputs, outputs);
    this.layers = sortLayers(this.nodes);
  }

  /** Records the layers' calls on `values`, one per input. */
  record(graph: Graph, values: readonly Value[], context: CallContext): Value[] {
    return this.walk(values, (node, inputs) => node.layer.record(graph, inputs, node, context));
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

function sortNodes(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): LayerNode[] {
  const sources = new Set(inputs);
  const done = new Set<LayerNode>();
  const visit = (tensor: SymbolicTensor, source: boolean) => {
    const { node } = tensor;
    if (done.has(node)) return;
    if (!source && node.layer instanceof InputLayer) {
      throw new RangeError(
        `An output is not connected to \`inputs\`: it depends on '${node.layer.name}', which is not among them ` +
          `(${inputs.map(({ name }) => `'${name}'`).join(', ')}).`,
      );
    }
    for (const input of source ? [] : node.inputs) visit(input, sources.has(input));
    done.add(node);
  };
  for (const output of outputs) visit(output, sources.has(output));
  // Inputs that nothing uses belong to the model all the same.
  for (const input of inputs) visit(input, true);
  return [...done];
}

function sortLayers(nodes: readonly LayerNode[]): Layer<unknown>[] {
  const depths = new Map<Layer<unknown>, number>();
  const nodeDepths = new Map<LayerNode, number>();
  for (const node of [...nodes].reverse()) {
    const depth = nodeDepths.get(node) ?? 0;
    depths.set(node.layer, Math.max(depth, depths.get(node.layer) ?? 0));
    for (const { node: earlier } of node.inputs) {
      if (nodes.includes(earlier)) nodeDepths.set(earlier, Math.max(depth + 1, nodeDepths.get(earlier) ?? 0));
    }
  }
  const layers = [...new Set(nodes.map(({ layer }) => layer))];
  return layers.sort((a, b) => depths.get(b)! - depths.get(a)!);
}
