// Weights between Keras's layout, kernel[features][4·units] and recurrentKernel[units][4·units] with the gates i, f, c,
// o one behind the other, and the layout in which each tile of the multiply has all gates of four units
// (lstm-layout.ts).

import { panelStride } from './gemm-pack';
import { padded, rowLength } from './lstm-layout';
import { loadUpTo4, storeUpTo4 } from './simd';
import { transposeStrided } from './transpose';

/** A row of a block of gates that is zero. */
const nothing: i32 = 4;
/** A row that all gates read. */
const everything: i32 = -1;

/** packed = the panels, each with its bias as last row. `bias` 0: zeros. With 4 copies, copy g of a row feeds gate g only. */
export function lstmPack(
  packed: usize, kernel: usize, recurrentKernel: usize, bias: usize, features: i32, units: i32, copies: i32,
): void {
  const length = rowLength(features, units, copies);
  const stride = panelStride(length);
  let row = packed;
  for (let g = 0; g < copies; g++) {
    const gate = copies == 1 ? everything : g;
    for (let i = 0; i < features; i++, row += 64) {
      packRow(row, stride, kernel + (<usize>(i * units) << 4), units, gate);
    }
  }
  for (let g = 0; g < copies; g++) {
    const gate = copies == 1 ? everything : g;
    for (let i = 0; i < units; i++, row += 64) {
      packRow(row, stride, recurrentKernel + (<usize>(i * units) << 4), units, gate);
    }
    if (g + 1 == copies) break;
    for (let i = units; i < padded(units); i++, row += 64) packRow(row, stride, kernel, units, nothing);
  }
  packRow(packed + (<usize>length << 6), stride, bias, units, bias ? everything : nothing);
}

/** One row of 4·units floats to 16 floats in each panel. */
function packRow(out: usize, outStride: usize, row: usize, units: i32, gate: i32): void {
  const stride = <usize>units << 2;
  if (gate == everything) {
    let left = units;
    for (; left >= 4; left -= 4, row += 16, out += outStride) {
      v128.store(out, v128.load(row), 0);
      v128.store(out, v128.load(row + stride), 16);
      v128.store(out, v128.load(row + 2 * stride), 32);
      v128.store(out, v128.load(row + 3 * stride), 48);
    }
    if (left > 0) {
      v128.store(out, loadUpTo4(row, left), 0);
      v128.store(out, loadUpTo4(row + stride, left), 16);
      v128.store(out, loadUpTo4(row + 2 * stride, left), 32);
      v128.store(out, loadUpTo4(row + 3 * stride, left), 48);
    }
    return;
  }
  for (let left = units; left > 0; left -= 4, row += 16, out += outStride) {
    memory.fill(out, 0, 64);
    if (gate != nothing) v128.store(out + (<usize>gate << 4), loadUpTo4(row + <usize>gate * stride, left));
  }
}

/**
 * transposed = the transpose of the rows of the weights in `packed` by lstmPack, in panels of 16 elements of a row as packPanels
 * makes them. Without `withInput` it begins at the recurrent part: there is no gradient of x then.
 */
export function lstmPackTransposed(
  transposed: usize, packed: usize, features: i32, units: i32, copies: i32, withInput: i32,
): void {
  const length = rowLength(features, units, copies), columns = 4 * padded(units);
  const first = withInput ? 0 : copies * features, size = panelStride(columns);
  for (let left = length - first, out = transposed; left > 0; left -= 16, out += size) {
    const padding: usize = left < 16 ? size : 64;
    memory.fill(out + size - padding, 0, padding);
  }
  packed += <usize>first << 6;
  // Panel by panel of what is read: where there are many, they lie far apart.
  for (let column = 0; column < columns; column += 16, packed += panelStride(length), transposed += 1024) {
    for (let left = length - first, out = transposed, row = packed; left > 0; left -= 16, out += size, row += 1024) {
      transposeStrided(out, 64, row, 64, min(left, 16), 16);
    }
  }
}

/**
 * One row of gradients of `count` units, in the order of the gates buffer, to Keras's order, where gates are `units` apart;
 * only gate `gate` unless it is -1.
 */
export function unpackRow(out: usize, row: usize, units: i32, count: i32, gate: i32, accumulate: i32): void {
  const stride = <usize>units << 2;
  if (gate != everything) {
    unpackGate(out + <usize>gate * stride, row + (<usize>gate << 4), count, accumulate);
    return;
  }
  if (!accumulate) {
    for (; count >= 4; count -= 4, out += 16, row += 64) {
      v128.store(out, v128.load(row, 0));
      v128.store(out + stride, v128.load(row, 16));
      v128.store(out + 2 * stride, v128.load(row, 32));
      v128.store(out + 3 * stride, v128.load(row, 48));
    }
    if (count == 0) return;
  }
  unpackGate(out, row, count, accumulate);
  unpackGate(out + stride, row + 16, count, accumulate);
  unpackGate(out + 2 * stride, row + 32, count, accumulate);
  unpackGate(out + 3 * stride, row + 48, count, accumulate);
}

function unpackGate(out: usize, row: usize, units: i32, accumulate: i32): void {
  if (accumulate) {
    for (; units >= 4; units -= 4, out += 16, row += 64) v128.store(out, f32x4.add(v128.load(out), v128.load(row)));
    if (units > 0) storeUpTo4(out, f32x4.add(v128.load(out), v128.load(row)), units);
  } else {
    for (; units >= 4; units -= 4, out += 16, row += 64) v128.store(out, v128.load(row));
    if (units > 0) storeUpTo4(out, v128.load(row), units);
  }
}
