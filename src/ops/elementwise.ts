import type { Graph, Value } from '../graph/index.js';
import { broadcastShapes, spreadPlaces } from './broadcast.js';
import { compute } from './compute.js';

/** Of up to three numbers. */
export type Formula = (a: number, b: number, c: number) => number;

/**
 * A formula, element by element, of up to three tensors that spread to one shape.
 *
 * @param slopes Its derivative by each of them. None: nothing flows back, as with comparisons.
 */
export function elementwise(
  graph: Graph,
  name: string,
  inputs: readonly Value[],
  formula: Formula,
  slopes: readonly Formula[],
): Value {
  const shape = broadcastShapes(
    name,
    inputs.map((input) => input.shape),
  );
  const out = graph.output(shape, slopes.length > 0 ? inputs : []);
  // Where nothing spreads, no places are looked up.
  const isEven = inputs.every(({ size }) => size === out.size);
  const places = isEven ? [] : inputs.map((input) => spreadPlaces(input.shape, shape));
  const [p, q = p, r = p] = places;
  compute(graph, name, [out, ...inputs], (to, a, b = a, c = a) => {
    if (isEven) for (let i = 0; i < to.length; i++) to[i] = formula(a[i], b[i], c[i]);
    else for (let i = 0; i < to.length; i++) to[i] = formula(a[p[i]], b[q[i]], c[r[i]]);
  });
  graph.onBackward([out], (dOut) => {
    for (const [k, slope] of slopes.entries()) {
      graph.contribute(inputs[k], (gradient) => {
        const sums = new Float64Array(gradient.size);
        compute(graph, `${name}Gradient`, [gradient, dOut!, ...inputs], (to, from, a, b = a, c = a) => {
          if (isEven) {
            for (let i = 0; i < to.length; i++) to[i] = from[i] * slope(a[i], b[i], c[i]);
            return;
          }
          sums.fill(0);
          for (let i = 0; i < from.length; i++) sums[places[k][i]] += from[i] * slope(a[p[i]], b[q[i]], c[r[i]]);
          to.set(sums);
        });
      });
    }
  });
  return out;
}
