// Where an LSTM keeps its numbers. Units are padded to a multiple of 4; what belongs to padded units is 0.
//
//   row     [x_t | h_{t-1}]                  features floats, then padded units; with 4 copies, one for each gate's
//                                            dropout mask: [x x x x | h h h h]
//   gates   [i4 f4 c4 o4] [i4 f4 c4 o4] …    16 floats for every 4 units: one tile of the multiply
//   weights panel p: for each element of a row the 16 columns of units 4p … 4p+3, then their biases

import { packedSize } from './gemm-pack';
import { matmulWorkspace } from './gemm';

/** Bits of `flags`. */
export const enum LstmFlag {
  training = 1,
  goBackwards = 2,
  zeroOutputForMask = 4,
}

// @ts-ignore: decorator
@inline
export function padded(units: i32): i32 {
  return (units + 3) & ~3;
}

/** Floats from a row to the next. */
// @ts-ignore: decorator
@inline
export function rowWidth(features: i32, units: i32, copies: i32): i32 {
  return (copies * (features + padded(units)) + 3) & ~3;
}

/** Floats of a row that count: its last padded units are left out of every product. */
// @ts-ignore: decorator
@inline
export function rowLength(features: i32, units: i32, copies: i32): i32 {
  return copies * (features + padded(units)) - (padded(units) - units);
}

// @ts-ignore: decorator
@inline
function wholeLines(floats: i32): i32 {
  return (floats + 15) & ~15;
}

/** Floats of what lstmPack writes. */
export function lstmPackedSize(features: i32, units: i32, copies: i32): i32 {
  return 4 * padded(units) * (rowLength(features, units, copies) + 1);
}

/** Floats of what lstmPackTransposed writes. */
export function lstmPackedTransposedSize(features: i32, units: i32, copies: i32): f64 {
  return packedSize(rowLength(features, units, copies), 4 * padded(units));
}

/**
 * Floats of the workspace of lstmForward and lstmBackward. Without training it does not grow with the number of steps.
 */
export function lstmWorkspaceSize(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  const end = dRowsAt(batch, steps, features, units, copies, flags);
  return flags & LstmFlag.training ? end + wholeLines(batch * rowWidth(features, units, copies)) : end;
}

/** Floats of the workspace of lstmGradients. */
export function lstmGradientsSize(batch: i32, steps: i32, features: i32, units: i32, copies: i32): i32 {
  const k = rowLength(features, units, copies), columns = 4 * padded(units);
  return wholeLines((k + 1) * columns) + matmulWorkspace(k, columns, batch * steps);
}

// The parts of the workspace, as floats from its beginning. In training each step has its own.

// @ts-ignore: decorator
@inline
function kept(steps: i32, flags: i32): i32 {
  return flags & LstmFlag.training ? steps : 1;
}

/**
 * gates[steps][batch][4·padded]: sums, then activations, then, in backward, gradients of the sums. The rows begin at 0.
 */
// @ts-ignore: decorator
@inline
export function gatesAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  return wholeLines(kept(steps, flags) * batch * rowWidth(features, units, copies));
}

/** cells[steps + 1][batch][padded]: c before each step and after the last. */
// @ts-ignore: decorator
@inline
export function cellsAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  const size = kept(steps, flags) * batch * 4 * padded(units);
  return gatesAt(batch, steps, features, units, copies, flags) + wholeLines(size);
}

/** active[steps][batch][padded]: the activation of c after each step. */
// @ts-ignore: decorator
@inline
export function activeAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  const size = (kept(steps, flags) + 1) * batch * padded(units);
  return cellsAt(batch, steps, features, units, copies, flags) + wholeLines(size);
}

/** state[batch][padded]: h. In backward its gradient. */
// @ts-ignore: decorator
@inline
export function stateAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  const size = kept(steps, flags) * batch * padded(units);
  return activeAt(batch, steps, features, units, copies, flags) + wholeLines(size);
}

/** dCells[batch][padded]. */
// @ts-ignore: decorator
@inline
export function dCellsAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  return stateAt(batch, steps, features, units, copies, flags) + wholeLines(batch * padded(units));
}

/** dRows[batch][row]. */
// @ts-ignore: decorator
@inline
export function dRowsAt(batch: i32, steps: i32, features: i32, units: i32, copies: i32, flags: i32): i32 {
  return dCellsAt(batch, steps, features, units, copies, flags) + wholeLines(batch * padded(units));
}
