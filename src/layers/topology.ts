import type { Graph, Value } from '../graph/index.js';
import type { PartialShape } from '../shape.js';
import type { CallContext } from './call-context.js';
import type { Layer } from './layer.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';

/** The nodes between inputs and outputs. Any acyclic graph; a layer may stand in it several times. */
export class Topology {
  /** @param nodes In an order in which each comes after those it depends on. */
  constructor(
    readonly inputs: readonly SymbolicTensor[],
    readonly outputs: readonly SymbolicTensor[],
    readonly nodes: readonly LayerNode[],
  ) {}

  /** Records the layers' calls on `values`, one per input. */
  record(graph: Graph, values: readonly Value[], context: CallContext): Value[] {
    return this.walk(values, ({ layer, keywords }, inputs) => {
      context.begin?.(layer);
      return layer.record(graph, inputs, keywords, context);
    });
  }

  /** What comes out where each node makes something of what the nodes before it have made. */
  walk<T>(inputs: readonly T[], visit: (node: LayerNode, inputs: T[]) => readonly T[]): T[] {
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

/** What comes out of a layer of a model for inputs of these shapes. @throws RangeError where the layer does not take them. */
export function checkedShapes(layer: Layer, shapes: readonly PartialShape[]): PartialShape[] {
  layer.checkInputs(shapes);
  return layer.outputShapes(shapes);
}
