import type { Graph, Value } from '../graph/index.js';
import { activationIds } from './activate.js';
import { compute } from './compute.js';

/** ln x. */
export function logarithm(graph: Graph, x: Value): Value {
  const out = graph.output(x.shape, [x]);
  graph.call('logarithm', out, x, x.size);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      compute(graph, 'logarithmGradient', [dX, dOut!, x], (to, from, values) => {
        for (let i = 0; i < to.length; i++) to[i] = from[i] / values[i];
      });
    });
  });
  return out;
}

/** x^exponent for x from 0, as e^(exponent · ln x). */
export function power(graph: Graph, x: Value, exponent: number): Value {
  const raise = (out: Value, by: number) => {
    graph.call('logarithm', out, x, x.size);
    graph.call('scale', out, out, x.size, by);
    graph.call('activate', out, out, x.size, activationIds.exponential);
  };
  const out = graph.output(x.shape, [x]);
  raise(out, exponent);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      raise(dX, exponent - 1);
      graph.call('scale', dX, dX, x.size, exponent);
      graph.call('multiply', dX, dX, dOut!, x.size);
    });
  });
  return out;
}
