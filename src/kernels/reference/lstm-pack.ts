import type { Kernels, Views } from '../kernels.js';
import { lstmLayout, roundUp, weightsOfElement } from './lstm-layout.js';

type LstmPack = Pick<
  Kernels,
  | 'lstmGradientsSize'
  | 'lstmPackedSize'
  | 'lstmPackedTransposedSize'
  | 'lstmWorkspaceSize'
  | 'lstmPack'
  | 'lstmPackTransposed'
>;

/** Column of the gates buffer that has gate `gate` of unit `unit`. */
export const gateColumn = (gate: number, unit: number) => (unit - (unit % 4)) * 4 + gate * 4 + (unit % 4);

/** Where `packed` has the weight of a gate column for element `j` of a row. */
const weightAt = (packed: number, length: number, column: number, j: number) =>
  (packed >>> 2) + (column - (column % 16)) * (length + 1) + j * 16 + (column % 16);

export function lstmPack(views: Views): LstmPack {
  /**
   * Calls `write` with the weight of every gate column for element `j` of a row: 0 for padding and for gates that it does
   * not feed.
   */
  function eachWeight(
    kernel: number,
    recurrentKernel: number,
    [features, units, copies]: readonly [number, number, number],
    j: number,
    write: (column: number, weight: number) => void,
  ): void {
    const { f32 } = views;
    const place = weightsOfElement(j, features, units, copies);
    for (let gate = 0; gate < 4; gate++) {
      const feeds = place && (place.gate === undefined || place.gate === gate);
      const row = feeds ? ((place.recurrent ? recurrentKernel : kernel) >>> 2) + (place.row * 4 + gate) * units : 0;
      for (let unit = 0; unit < roundUp(units, 4); unit++) {
        write(gateColumn(gate, unit), feeds && unit < units ? f32[row + unit] : 0);
      }
    }
  }

  return {
    lstmPackedSize(features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      return columns * (length + 1);
    },

    lstmPackedTransposedSize(features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      return roundUp(length, 16) * (columns + 1);
    },

    lstmWorkspaceSize(batch, steps, features, units, copies, flags) {
      return lstmLayout(batch, steps, features, units, copies, flags).size;
    },

    lstmGradientsSize(batch, steps, features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      const k = Math.min(batch * steps, 256);
      const multiply = roundUp(Math.min(columns, 512), 16) * (k + 1) + Math.min(length, 128) * (k + 4);
      return roundUp((length + 1) * columns, 16) + multiply;
    },

    lstmPack(packed, kernel, recurrentKernel, bias, features, units, copies) {
      const { f32 } = views;
      const { width, length } = lstmLayout(1, 1, features, units, copies, 0);
      for (let j = 0; j < length; j++) {
        eachWeight(kernel, recurrentKernel, [features, units, copies], j, (column, weight) => {
          f32[weightAt(packed, length, column, j)] = weight;
        });
      }
      for (let gate = 0; gate < 4; gate++) {
        for (let unit = 0; unit < width; unit++) {
          const constant = bias !== 0 && unit < units ? f32[(bias >>> 2) + gate * units + unit] : 0;
          f32[weightAt(packed, length, gateColumn(gate, unit), length)] = constant;
        }
      }
    },

    lstmPackTransposed(transposed, packed, features, units, copies, withInput) {
      const { f32 } = views;
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      const first = withInput ? 0 : copies * features;
      for (let e = 0; e < roundUp(length - first, 16); e++) {
        const panel = (transposed >>> 2) + (e - (e % 16)) * (columns + 1) + (e % 16);
        const j = first + e;
        for (let column = 0; column < columns; column++) {
          f32[panel + column * 16] = j < length ? f32[weightAt(packed, length, column, j)] : 0;
        }
        f32[panel + columns * 16] = 0;
      }
    },
  };
}
