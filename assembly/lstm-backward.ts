// Back through time: lstmBackward leaves the gradients of all sums in the workspace, lstmGradients makes those of the
// weights from them with one multiply over all steps.

import { multiplyBlocks, multiplyPacked, sumStridedRows } from './gemm';
import { isMasked, isStandard } from './lstm';
import { gatesBackward, gatesBackwardGeneral } from './lstm-gates';
import {
  activeAt, cellsAt, dCellsAt, dRowsAt, gatesAt, LstmFlag, padded, rowLength, rowWidth, stateAt,
} from './lstm-layout';
import { unpackRow } from './lstm-pack';
import { addRow, copyRow, padRow, sumCopies } from './lstm-rows';

/**
 * dX[batch][steps][features], dH0, dC0[batch][units] (each 0: not wanted) from dSequence[batch][steps][units], dH,
 * dC[batch][units] (each 0: nothing arrived). The workspace is as lstmForward left it; afterwards its gates hold the
 * gradients of the sums. `packedTransposed` by lstmPackTransposed, withInput just when dX is wanted. The rest as in
 * lstmForward.
 */
export function lstmBackward(
  dX: usize, dH0: usize, dC0: usize, workspace: usize, dSequence: usize, dH: usize, dC: usize, packedTransposed: usize,
  mask: usize, inputMask: usize, recurrentMask: usize,
  batch: i32, steps: i32, features: i32, units: i32, copies: i32, activation: i32, recurrentActivation: i32, flags: i32,
  begin: i32, end: i32,
): void {
  const width = padded(units), columns = 4 * width, groups = width >> 2, count = end - begin;
  const inputs = dX ? copies * features : 0;
  const length = rowLength(features, units, copies) - copies * features + inputs;
  const rowStride = <usize>rowWidth(features, units, copies) << 2;
  const gateStride = <usize>columns << 2, stateStride = <usize>width << 2, stepStride = <usize>batch * stateStride;
  const dState = workspace + (<usize>stateAt(batch, steps, features, units, copies, flags) << 2);
  const dCells = workspace + (<usize>dCellsAt(batch, steps, features, units, copies, flags) << 2);
  const dRows = workspace + (<usize>dRowsAt(batch, steps, features, units, copies, flags) << 2);
  let gates = workspace + (<usize>gatesAt(batch, steps, features, units, copies, flags) << 2);
  let cells = workspace + (<usize>cellsAt(batch, steps, features, units, copies, flags) << 2);
  let active = workspace + (<usize>activeAt(batch, steps, features, units, copies, flags) << 2);
  gates += <usize>steps * <usize>batch * gateStride;
  cells += <usize>steps * stepStride;
  active += <usize>steps * stepStride;

  const rowsAtOnce = mask == 0 && isStandard(activation, recurrentActivation) ? count : 1;

  for (let b = begin; b < end; b++) {
    padRow(dState + <usize>b * stateStride, dH ? dH + (<usize>(b * units) << 2) : 0, units);
    padRow(dCells + <usize>b * stateStride, dC ? dC + (<usize>(b * units) << 2) : 0, units);
  }
  for (let s = steps - 1; s >= 0; s--) {
    const time = flags & LstmFlag.goBackwards ? steps - 1 - s : s;
    gates -= <usize>batch * gateStride;
    active -= stepStride;
    cells -= stepStride;
    if (dSequence) {
      for (let b = begin; b < end; b++) {
        if (flags & LstmFlag.zeroOutputForMask && isMasked(mask, b, steps, time)) continue;
        addRow(dState + <usize>b * stateStride, dSequence + (<usize>((b * steps + s) * units) << 2), 0, units);
      }
    }
    for (let b = begin; b < end; b += rowsAtOnce) {
      const at = <usize>b * stateStride, z = gates + <usize>b * gateStride;
      if (isMasked(mask, b, steps, time)) {
        memory.fill(z, 0, gateStride);
      } else if (isStandard(activation, recurrentActivation)) {
        gatesBackward(z, dCells + at, dState + at, cells + at, active + at, rowsAtOnce * groups);
      } else {
        gatesBackwardGeneral(
          z, dCells + at, dState + at, cells + at, cells + stepStride + at, active + at,
          units, activation, recurrentActivation,
        );
      }
    }
    multiplyPacked(
      dRows + <usize>begin * rowStride, rowStride, gates + <usize>begin * gateStride, gateStride, packedTransposed, 0, 0,
      count, length, columns, 0,
    );
    for (let b = begin; b < end; b++) {
      const row = dRows + <usize>b * rowStride;
      if (dX) {
        const out = dX + (<usize>((b * steps + time) * features) << 2);
        sumCopies(out, row, features, inputMask, b, batch, features, copies);
      }
      // A masked step hands h on as it is; its gradient stays.
      if (isMasked(mask, b, steps, time)) continue;
      sumCopies(dState + <usize>b * stateStride, row + (<usize>inputs << 2), width, recurrentMask, b, batch, units, copies);
    }
  }
  for (let b = begin; b < end; b++) {
    if (dH0) copyRow(dH0 + (<usize>(b * units) << 2), dState + <usize>b * stateStride, units);
    if (dC0) copyRow(dC0 + (<usize>(b * units) << 2), dCells + <usize>b * stateStride, units);
  }
}

/**
 * dKernel[features][4·units], dRecurrentKernel[units][4·units] and dBias[4·units] in Keras's layout (each 0: not
 * wanted), from the workspace of lstmBackward: the columns of units 4·begin to 4·end. Each adds to what is there when
 * its flag says so. `scratch` has lstmGradientsSize floats.
 */
export function lstmGradients(
  dKernel: usize, dRecurrentKernel: usize, dBias: usize, scratch: usize, workspace: usize,
  batch: i32, steps: i32, features: i32, units: i32, copies: i32,
  accumulateKernel: i32, accumulateRecurrentKernel: i32, accumulateBias: i32, begin: i32, end: i32,
): void {
  const columns = 16 * (end - begin), length = rowLength(features, units, copies);
  const count = min(4 * end, units) - 4 * begin;
  const gateStride = <usize>(4 * padded(units)) << 2, stride = <usize>columns << 2;
  const gates =
    workspace + (<usize>(gatesAt(batch, steps, features, units, copies, LstmFlag.training) + 16 * begin) << 2);
  dKernel = dKernel ? dKernel + (<usize>begin << 4) : 0;
  dRecurrentKernel = dRecurrentKernel ? dRecurrentKernel + (<usize>begin << 4) : 0;
  const multiplyWorkspace = scratch + (<usize>(((length + 1) * columns + 15) & ~15) << 2);
  // A part of the row whose weights want no gradient is left out.
  const first = dKernel ? 0 : copies * features;
  const last = dRecurrentKernel ? length : copies * features;
  multiplyBlocks(
    scratch, stride, workspace + (<usize>first << 2), <usize>rowWidth(features, units, copies) << 2,
    gates, gateStride, multiplyWorkspace, last - first, columns, batch * steps, 0, true, false,
  );
  let row = scratch;
  for (let g = 0; g < copies && dKernel != 0; g++) {
    const gate = copies == 1 ? -1 : g;
    for (let i = 0; i < features; i++, row += stride) {
      unpackRow(dKernel + (<usize>(i * units) << 4), row, units, count, gate, accumulateKernel);
    }
  }
  for (let g = 0; g < copies && dRecurrentKernel != 0; g++, row += <usize>padded(units) * stride) {
    const gate = copies == 1 ? -1 : g;
    for (let i = 0; i < units; i++) {
      const from = row + <usize>i * stride;
      unpackRow(dRecurrentKernel + (<usize>(i * units) << 4), from, units, count, gate, accumulateRecurrentKernel);
    }
  }
  if (dBias == 0) return;
  sumStridedRows(scratch, gates, gateStride, batch * steps, columns, 0);
  unpackRow(dBias + (<usize>begin << 4), scratch, units, count, -1, accumulateBias);
}
