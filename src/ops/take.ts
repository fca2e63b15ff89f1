import type { Graph, Value } from '../graph/index.js';
import type { Shape } from '../shape.js';
import { compute } from './compute.js';

/** A tensor of elements of another: `places[i]` is where element `i` comes from. */
export function take(graph: Graph, name: string, x: Value, shape: Shape, places: Int32Array): Value {
  const out = graph.output(shape, [x]);
  compute(graph, name, [out, x], (to, from) => {
    for (let i = 0; i < to.length; i++) to[i] = from[places[i]];
  });
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      compute(graph, `${name}Gradient`, [dX, dOut!], (to, from) => {
        to.fill(0);
        for (let i = 0; i < from.length; i++) to[places[i]] += from[i];
      });
    });
  });
  return out;
}
