import type { Graph, Value } from '../graph/index.js';
import type { PartialShape } from '../shape.js';
import type { CallContext } from './layer.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';

/** The nodes between inputs and outputs. Any acyclic graph; a layer may stand in it several times. */
export class Topology {
  /** In an order in which each node comes after those it depends on. */
  readonly nodes: readonly LayerNode[];

  constructor(
    readonly inputs: readonly SymbolicTensor[],
    readonly outputs: readonly SymbolicTensor[],
  ) {
    const done = new Set<LayerNode>();
    const visit = (tensor: SymbolicTensor) => {
      const { node } = tensor;
      if (done.has(node)) return;
      if (!inputs.includes(tensor)) for (const input of node.inputs) visit(input);
      done.add(node);
    };
    for (const output of outputs) visit(output);
    // Inputs that nothing uses belong to the model all the same.
    for (const { node } of inputs) done.add(node);
    this.nodes = [...done];
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
