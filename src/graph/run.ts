import type { Shape } from '../shape.js';
import { type Arena, theArena } from './arena.js';
import { Graph, type Value } from './graph.js';
import { Program } from './program.js';

export interface Numbers {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Records, plans and runs a little graph on the spot, and returns what `record` returned as numbers. For work outside of models. */
export function runOnce(
  inputs: readonly Numbers[],
  record: (graph: Graph, values: Value[]) => Value | undefined,
  arena: Arena = theArena(),
): { shape: Shape; data: Float32Array } | undefined {
  const graph = new Graph(arena, false);
  const values = inputs.map(({ shape }) => graph.temporary(shape));
  const output = record(graph, values);
  const program = new Program(graph, values, output ? [output] : []);
  for (const [i, { data }] of inputs.entries()) program.view(values[i]).set(data);
  program.run();
  return output && { shape: output.shape, data: Float32Array.from(program.view(output)) };
}
