/** Sizes and places of an LSTM's numbers, in floats; assembly/lstm-layout.ts has the picture. */
export interface LstmLayout {
  /** Units padded to a multiple of 4. */
  width: number;
  /** Columns of gates. */
  columns: number;
  /** Floats from a row [x | h] to the next, and those of them that count. */
  rowStride: number;
  length: number;
  gates: number;
  cells: number;
  active: number;
  state: number;
  dCells: number;
  dRows: number;
  size: number;
}

export const LstmFlag = { training: 1, goBackwards: 2, zeroOutputForMask: 4 } as const;

export const roundUp = (n: number, multiple: number) => Math.ceil(n / multiple) * multiple;

export function lstmLayout(
  batch: number,
  steps: number,
  features: number,
  units: number,
  copies: number,
  flags: number,
): LstmLayout {
  const width = roundUp(units, 4);
  const columns = 4 * width;
  const rowStride = roundUp(copies * (features + width), 4);
  const length = copies * (features + width) - (width - units);
  const training = (flags & LstmFlag.training) !== 0;
  const kept = training ? steps : 1;
  let size = 0;
  const next = (floats: number) => {
    const at = size;
    size += roundUp(floats, 16);
    return at;
  };
  next(kept * batch * rowStride);
  const gates = next(kept * batch * columns);
  const cells = next((kept + 1) * batch * width);
  const active = next(kept * batch * width);
  const state = next(batch * width);
  const dCells = next(batch * width);
  const dRows = size;
  if (training) next(batch * rowStride);
  return { width, columns, rowStride, length, gates, cells, active, state, dCells, dRows, size };
}

/**
 * Where element `j` of a row has its weights: the row of the kernel or of the recurrent kernel, and the gate that it feeds
 * (undefined: all of them). Undefined for padding.
 */
export function weightsOfElement(
  j: number,
  features: number,
  units: number,
  copies: number,
): { recurrent: boolean; row: number; gate: number | undefined } | undefined {
  const inputs = copies * features;
  const recurrent = j >= inputs;
  const size = recurrent ? roundUp(units, 4) : features;
  const position = recurrent ? j - inputs : j;
  const row = position % size;
  if (recurrent && row >= units) return undefined;
  return { recurrent, row, gate: copies === 1 ? undefined : Math.floor(position / size) };
}
