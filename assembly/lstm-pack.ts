// Weights between Keras's layout, kernel[features][4·units] and recurrentKernel[units][4·units] with the gates i, f, c,
// o one behind the other, and the layout in which each tile of the multiply has all gates of four units
// (lstm-layout.ts).

import { panelStride } from './gemm-pack';
import { padded, rowLength } from './lstm-layout';
import { loadUpTo4, storeUpTo4 } from './simd';

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
 * packed = the transpose of the rows of the weights, in panels of 16 elements of a row as packPanels makes them. Without
 * `withInput` it begins at the recurrent part: there is no gradient of x then.
 */
export function lstmPackTransposed(
  packed: usize, kernel: usize, recurrentKernel: usize, features: i32, units: i32, copies: i32, withInput: i32,
): void {
  const length = rowLength(features, units, copies), columns = 4 * padded(units);
  const first = withInput ? 0 : copies * features;
  for (let j = first; j < length; j += 16, packed += panelStride(columns)) {
    for (let e = 0; e < 16; e += 4) {
      packFour(packed + (<usize>e << 2), kernel, recurrentKernel, features, units, copies, j + e);
    }
    memory.fill(packed + (<usize>columns << 6), 0, 64);
  }
}

/** The gate that element j of a row feeds: `nothing` for padding. */
function gateOf(j: i32, features: i32, units: i32, copies: i32): i32 {
  if (j >= rowLength(features, units, copies)) return nothing;
  const inputs = copies * features;
  if (j >= inputs && (j - inputs) % padded(units) >= units) return nothing;
  if (copies == 1) return everything;
  return j < inputs ? j / features : (j - inputs) / padded(units);
}

/** Where element j of a row has its 4·units weights. */
function weightsOf(kernel: usize, recurrentKernel: usize, features: i32, units: i32, copies: i32, j: i32): usize {
  const inputs = copies * features;
  const i = j < inputs ? j % features : (j - inputs) % padded(units);
  return (j < inputs ? kernel : recurrentKernel) + (<usize>(i * units) << 4);
}

/** The columns of a panel that belong to elements j … j+3, four gates of four units at a time. */
// @ts-ignore: decorator
@inline
function packFour(
  out: usize, kernel: usize, recurrentKernel: usize, features: i32, units: i32, copies: i32, j: i32,
): void {
  const g0 = gateOf(j, features, units, copies), g1 = gateOf(j + 1, features, units, copies);
  const g2 = gateOf(j + 2, features, units, copies), g3 = gateOf(j + 3, features, units, copies);
  const w0 = weightsOf(kernel, recurrentKernel, features, units, copies, j);
  const w1 = weightsOf(kernel, recurrentKernel, features, units, copies, j + 1);
  const w2 = weightsOf(kernel, recurrentKernel, features, units, copies, j + 2);
  const w3 = weightsOf(kernel, recurrentKernel, features, units, copies, j + 3);
  const gateStride = <usize>units << 2;
  let left = units, offset: usize = 0;
  if ((g0 & g1 & g2 & g3) == everything) {
    for (; left >= 4; left -= 4, offset += 16) {
      let at = offset;
      for (let gate = 0; gate < 4; gate++, at += gateStride, out += 256) {
        storeTransposed(out, v128.load(w0 + at), v128.load(w1 + at), v128.load(w2 + at), v128.load(w3 + at));
      }
    }
  }
  for (; left > 0; left -= 4, offset += 16) {
    let at = offset;
    for (let gate = 0; gate < 4; gate++, at += gateStride, out += 256) {
      storeTransposed(
        out, weights(w0 + at, left, g0, gate), weights(w1 + at, left, g1, gate),
        weights(w2 + at, left, g2, gate), weights(w3 + at, left, g3, gate),
      );
    }
  }
}

/** What `gate` has of the weights at p that feed the gate `fed`. */
// @ts-ignore: decorator
@inline
function weights(p: usize, left: i32, fed: i32, gate: i32): v128 {
  return fed == everything || fed == gate ? loadUpTo4(p, left) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
function storeTransposed(out: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(out, i64x2.shuffle(low01, low23, 0, 2), 0);
  v128.store(out, i64x2.shuffle(low01, low23, 1, 3), 64);
  v128.store(out, i64x2.shuffle(high01, high23, 0, 2), 128);
  v128.store(out, i64x2.shuffle(high01, high23, 1, 3), 192);
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
    if (units > 0) storeUpTo4(out, f32x4.add(loadUpTo4(out, units), v128.load(row)), units);
  } else {
    for (; units >= 4; units -= 4, out += 16, row += 64) v128.store(out, v128.load(row));
    if (units > 0) storeUpTo4(out, v128.load(row), units);
  }
}
