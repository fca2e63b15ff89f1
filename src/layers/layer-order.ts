import type { Layer } from './layer.js';
import type { LayerNode } from './symbolic.js';
import type { Topology } from './topology.js';

/**
 * As Keras sorts them, for files keep weights in this order: the deepest first, that is, those farthest from the outputs, by
 * their deepest call, then as they were met.
 */
export function layersInOrder({ nodes, met }: Topology): Layer<unknown>[] {
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
