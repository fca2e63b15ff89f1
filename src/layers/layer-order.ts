import type { Layer } from './layer.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';
import type { Topology } from './topology.js';

/**
 * As Keras sorts them, for files keep weights in this order: the deepest first, that is, those farthest from the outputs, by
 * their deepest call, then as they were met.
 */
export function layersInOrder(topology: Topology): Layer[] {
  const { nodes } = topology;
  const met = meetings(topology);
  const depths = new Map<Layer, number>();
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

/** The layers' places in the order in which a walk from the outputs meets them. */
function meetings({ inputs, outputs }: Topology): ReadonlyMap<Layer, number> {
  const met = new Map<Layer, number>();
  const seen = new Set<LayerNode>();
  const visit = (tensor: SymbolicTensor) => {
    const { node } = tensor;
    if (seen.has(node)) return;
    seen.add(node);
    if (!met.has(node.layer)) met.set(node.layer, met.size);
    if (!inputs.includes(tensor)) for (const input of node.inputs) visit(input);
  };
  for (const output of outputs) visit(output);
  // Inputs that nothing uses are in front of the others of their depth.
  for (const [i, { node }] of inputs.entries()) if (!seen.has(node)) met.set(node.layer, i - inputs.length);
  return met;
}
