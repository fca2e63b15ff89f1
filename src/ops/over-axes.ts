import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { axisOf, type PartialShape, type Shape, sizeOf } from '../shape.js';
import { spreadPlaces } from './broadcast.js';
import { compute } from './compute.js';

/** Axes counted from the front. @throws RangeError where one is not there. */
export function axesOf(owner: string, shape: PartialShape, axis: number | readonly number[] | null): number[] {
  if (axis === null) return shape.map((_, i) => i);
  return [axis].flat().map((one) => axisOf(owner, shape, one));
}

/** As `axisOf`, where users may have given several, or none. */
export function onlyAxis(owner: string, shape: PartialShape, axis: number): number {
  if (typeof axis === 'number') return axisOf(owner, shape, axis);
  throw new RangeError(`${owner} takes one axis. Received: ${show(axis)}`);
}

function checkSome({ size }: Value): void {
  if (size === 0) throw new RangeError('There is no largest of no numbers.');
}

/** Where a tensor goes when axes are taken together: to which element each of its elements goes, and the shape of the result. */
export function together(x: Value, axes: readonly number[]): { places: Int32Array; shape: Shape; count: number } {
  const shape = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return { places: spreadPlaces(shape, x.shape), shape, count: x.size / sizeOf(shape) };
}

/** The sum over axes, which become 1; with `isMean` divided by their count. Sums are in 64 bits, in ascending order. */
export function sumOver(graph: Graph, x: Value, axes: readonly number[], isMean = false): Value {
  const { places, shape, count } = together(x, axes);
  const divisor = isMean ? count : 1;
  const out = graph.output(shape, [x]);
  const sums = new Float64Array(out.size);
  const name = isMean ? 'mean' : 'sum';
  compute(graph, name, [out, x], (to, from) => {
    sums.fill(0);
    for (let i = 0; i < from.length; i++) sums[places[i]] += from[i];
    for (let i = 0; i < to.length; i++) to[i] = sums[i] / divisor;
  });
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      compute(graph, `${name}Gradient`, [dX, dOut!], (to, from) => {
        for (let i = 0; i < to.length; i++) to[i] = from[places[i]] / divisor;
      });
    });
  });
  return out;
}

/** The largest over axes, which become 1. The gradient goes in equal shares to all that are as large, as with JAX. */
export function maxOver(graph: Graph, x: Value, axes: readonly number[]): Value {
  checkSome(x);
  const { places, shape } = together(x, axes);
  const out = graph.output(shape, [x]);
  compute(graph, 'max', [out, x], (to, from) => {
    to.fill(-Infinity);
    for (let i = 0; i < from.length; i++) to[places[i]] = Math.max(to[places[i]], from[i]);
  });
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      const counts = new Int32Array(out.size);
      compute(graph, 'maxGradient', [dX, dOut!, x, out], (to, from, values, largest) => {
        counts.fill(0);
        for (let i = 0; i < to.length; i++) if (values[i] === largest[places[i]]) counts[places[i]]++;
        for (let i = 0; i < to.length; i++) {
          // Nothing is equal to a largest that is NaN: 0 / 0, as with JAX.
          to[i] = (values[i] === largest[places[i]] ? from[places[i]] : 0) / counts[places[i]];
        }
      });
    });
  });
  return out;
}

/** Where along an axis, which becomes 1, the largest is, or what is NaN; the first of several. No gradient. */
export function argmaxOver(graph: Graph, x: Value, axis: number): Value {
  checkSome(x);
  const { places, shape } = together(x, [axis]);
  const inner = sizeOf(x.shape.slice(axis + 1));
  const out = graph.temporary(shape);
  const largest = new Float64Array(out.size);
  compute(graph, 'argmax', [out, x], (to, from) => {
    largest.fill(-Infinity);
    to.fill(0);
    for (let i = 0; i < from.length; i++) {
      const before = largest[places[i]];
      const isLarger = from[i] > before || (Number.isNaN(from[i]) && !Number.isNaN(before));
      if (!isLarger) continue;
      largest[places[i]] = from[i];
      to[places[i]] = Math.floor(i / inner) % x.shape[axis];
    }
  });
  return out;
}
