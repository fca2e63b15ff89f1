// LSTM over a whole sequence, with Keras's meaning:
//
//   z = [x_t | h] · [kernel; recurrentKernel] + bias,  i f o = recurrentActivation(z),  g = activation(z)
//   c' = f·c + i·g,  h' = o·activation(c')
//
// Each step is one multiply by packed weights, whose sums start from the bias. The batch is independent row by row:
// [begin, end) is the range of rows to work on.

import { SIGMOID, TANH } from './activations';
import { gatesForward, gatesForwardGeneral } from './lstm-gates';
import { activeAt, cellsAt, gatesAt, LstmFlag, padded, rowLength, rowWidth, stateAt } from './lstm-layout';
import { copyRow, padRow, scaleRow } from './lstm-rows';
import { multiplyPacked } from './gemm';
import { panelStride } from './gemm-pack';

/** True where a step of a row is to be left out. */
// @ts-ignore: decorator
@inline
export function isMasked(mask: usize, row: i32, steps: i32, time: i32): bool {
  return mask != 0 && load<f32>(mask + (<usize>(row * steps + time) << 2)) == 0;
}

// @ts-ignore: decorator
@inline
export function isStandard(activation: i32, recurrentActivation: i32): bool {
  return activation == TANH && recurrentActivation == SIGMOID;
}

/**
 * sequence[batch][steps][units] (0: not wanted), h[batch][units], c[batch][units] (0: not wanted) from
 * x[batch][steps][features], `packed` by lstmPack, the states before the first step h0, c0[batch][units] (0: zeros),
 * mask[batch][steps] of 1 and 0 (0: none), inputMask[copies][batch][features] and recurrentMask[copies][batch][units]
 * (0: none), factors for x and for h before the product in every step. A masked step leaves h and c as they are and
 * gives h, or zeros with zeroOutputForMask. goBackwards reads x and mask from the last time to the first. With the flag
 * training the workspace keeps what lstmBackward needs.
 */
export function lstmForward(
  sequence: usize, h: usize, c: usize, workspace: usize, x: usize, packed: usize, h0: usize, c0: usize,
  mask: usize, inputMask: usize, recurrentMask: usize,
  batch: i32, steps: i32, features: i32, units: i32, copies: i32, activation: i32, recurrentActivation: i32, flags: i32,
  begin: i32, end: i32,
): void {
  const width = padded(units), columns = 4 * width, groups = width >> 2, count = end - begin;
  const length = rowLength(features, units, copies);
  const bias = packed + (<usize>length << 6);
  const rowStride = <usize>rowWidth(features, units, copies) << 2;
  const gateStride = <usize>columns << 2, stateStride = <usize>width << 2;
  const keep = (flags & LstmFlag.training) != 0;
  const rowsAtOnce = mask == 0 && isStandard(activation, recurrentActivation) ? count : 1;
  const state = workspace + (<usize>stateAt(batch, steps, features, units, copies, flags) << 2);
  let rows = workspace;
  let gates = workspace + (<usize>gatesAt(batch, steps, features, units, copies, flags) << 2);
  let cells = workspace + (<usize>cellsAt(batch, steps, features, units, copies, flags) << 2);
  let active = workspace + (<usize>activeAt(batch, steps, features, units, copies, flags) << 2);

  for (let b = begin; b < end; b++) {
    padRow(state + <usize>b * stateStride, h0 ? h0 + (<usize>(b * units) << 2) : 0, units);
    padRow(cells + <usize>b * stateStride, c0 ? c0 + (<usize>(b * units) << 2) : 0, units);
  }
  for (let s = 0; s < steps; s++) {
    const time = flags & LstmFlag.goBackwards ? steps - 1 - s : s;
    for (let b = begin; b < end; b++) {
      let row = rows + <usize>b * rowStride;
      const xb = x + (<usize>((b * steps + time) * features) << 2), hb = state + <usize>b * stateStride;
      for (let g = 0; g < copies; g++, row += <usize>features << 2) {
        scaleRow(row, xb, inputMask ? inputMask + (<usize>((g * batch + b) * features) << 2) : 0, features);
      }
      for (let g = 0; g < copies; g++, row += stateStride) {
        copyRow(row, hb, width);
        if (recurrentMask) scaleRow(row, hb, recurrentMask + (<usize>((g * batch + b) * units) << 2), units);
      }
    }
    multiplyPacked(
      gates + <usize>begin * gateStride, gateStride, rows + <usize>begin * rowStride, rowStride, packed, bias, panelStride(length),
      count, columns, length, 0,
    );
    const cNext = keep ? cells + <usize>batch * stateStride : cells;
    for (let b = begin; b < end; b += rowsAtOnce) {
      const at = <usize>b * stateStride, z = gates + <usize>b * gateStride;
      if (isMasked(mask, b, steps, time)) {
        if (keep) copyRow(cNext + at, cells + at, width);
      } else if (isStandard(activation, recurrentActivation)) {
        gatesForward(z, cNext + at, active + at, state + at, cells + at, rowsAtOnce * groups);
      } else {
        gatesForwardGeneral(z, cNext + at, active + at, state + at, cells + at, units, activation, recurrentActivation);
      }
    }
    if (sequence) {
      for (let b = begin; b < end; b++) {
        const out = sequence + (<usize>((b * steps + s) * units) << 2);
        const silent = flags & LstmFlag.zeroOutputForMask && isMasked(mask, b, steps, time);
        if (silent) memory.fill(out, 0, <usize>units << 2);
        else copyRow(out, state + <usize>b * stateStride, units);
      }
    }
    if (keep) {
      rows += <usize>batch * rowStride;
      gates += <usize>batch * gateStride;
      active += <usize>batch * stateStride;
      cells = cNext;
    }
  }
  for (let b = begin; b < end; b++) {
    if (h) copyRow(h + (<usize>(b * units) << 2), state + <usize>b * stateStride, units);
    if (c) copyRow(c + (<usize>(b * units) << 2), cells + <usize>b * stateStride, units);
  }
}
