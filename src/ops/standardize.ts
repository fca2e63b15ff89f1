import type { Graph, Value } from '../graph/index.js';
import { compute } from './compute.js';
import { elementwise } from './elementwise.js';
import { spread, sumColumns } from './rows.js';

/** What is added to the count of the steps that a mask leaves, as in Keras. */
const maskEpsilon = 1e-7;

/** A number each for every column. */
export interface Moments {
  mean: Value;
  variance: Value;
}

/**
 * x̂ = (x − mean) / √(variance + epsilon), both taken over all axes of x but the last.
 *
 *   dX = (dOut − (Σ dOut + x̂·Σ dOut·x̂) / count) / √(variance + epsilon)
 *
 * A mask, as large as x, says which elements count; the others are moved and scaled alike. With moments that are known nothing is
 * taken, and dOut / √(variance + epsilon) flows back. Sums are in 32 bits; the mean is corrected by that of what is left.
 */
export function standardize(
  graph: Graph,
  x: Value,
  epsilon: number,
  { mask, known }: { mask?: Value; known?: Moments } = {},
): Moments & { out: Value } {
  const { shape, size } = x;
  const columns = shape.at(-1)!;
  const row = () => graph.temporary([columns]);
  const multiplied = (a: Value, b: Value) => {
    const out = graph.temporary(shape);
    graph.call('multiply', out, a, b, size);
    return out;
  };
  // In 32 bits what Keras adds to a count is lost, unless it is 0.
  const counts = new Float32Array(columns).fill(size / columns);
  if (mask && !known) {
    compute(graph, 'counts', [sumColumns(graph, mask, columns)], (sums) => {
      for (let j = 0; j < columns; j++) counts[j] = sums[j] + maskEpsilon;
    });
  }
  /** Σ value / count, where the mask is 1. */
  const average = (name: string, value: Value) => {
    const out = row();
    const counted = mask ? multiplied(value, mask) : value;
    compute(graph, name, [out, sumColumns(graph, counted, columns)], (to, sums) => {
      for (let j = 0; j < columns; j++) to[j] = sums[j] / counts[j];
    });
    return out;
  };

  const centred = graph.temporary(shape);
  const subtract = (value: Value, mean: Value) => {
    const negative = row();
    graph.call('scale', negative, mean, columns, -1);
    graph.call('add', centred, value, spread(graph, negative, shape), size);
  };
  const mean = known?.mean ?? average('mean', x);
  subtract(x, mean);
  if (!known) {
    const rest = average('rest', centred);
    subtract(centred, rest);
    graph.call('add', mean, mean, rest, columns);
  }
  const variance = known?.variance ?? average('variance', multiplied(centred, centred));
  const scales = row();
  compute(graph, 'scales', [scales, variance], (to, from) => {
    for (let j = 0; j < columns; j++) to[j] = 1 / Math.sqrt(from[j] + epsilon);
  });
  const out = graph.output(shape, [x]);
  graph.call('multiply', out, centred, spread(graph, scales, shape), size);

  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      let d = dOut!;
      if (!known) {
        const [shift, slope] = [row(), row()];
        compute(
          graph,
          'momentsGradient',
          [shift, slope, sumColumns(graph, d, columns), sumColumns(graph, multiplied(d, out), columns)],
          (toShift, toSlope, sums, products) => {
            for (let j = 0; j < columns; j++) {
              toShift[j] = -sums[j] / counts[j];
              toSlope[j] = -products[j] / counts[j];
            }
          },
        );
        let moved = multiplied(out, spread(graph, slope, shape));
        graph.call('add', moved, moved, spread(graph, shift, shape), size);
        if (mask) moved = multiplied(moved, mask);
        graph.call('add', moved, moved, d, size);
        d = moved;
      }
      graph.call('multiply', dX, d, spread(graph, scales, shape), size);
    });
  });
  return { out, mean, variance };
}

const deviation = (variance: number) => Math.max(Math.sqrt(variance), 1e-7);

/** (x − mean) / max(√variance, 10⁻⁷), or with `invert` the way back. */
export const normalize = (graph: Graph, x: Value, mean: Value, variance: Value, invert: boolean): Value =>
  invert
    ? elementwise(graph, 'denormalize', [x, mean, variance], (x, m, v) => x * deviation(v) + m, [
        (_, __, v) => deviation(v),
      ])
    : elementwise(graph, 'normalize', [x, mean, variance], (x, m, v) => (x - m) / deviation(v), [
        (_, __, v) => 1 / deviation(v),
      ]);

/** Moves an average on: average = momentum·average + (1 − momentum)·value. */
export function follow(graph: Graph, average: Value, value: Value, momentum: number): void {
  compute(graph, 'follow', [average, value], (to, from) => {
    for (let i = 0; i < to.length; i++) to[i] = to[i] * momentum + from[i] * (1 - momentum);
  });
}
