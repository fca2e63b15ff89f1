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

export function lstmPack(views: Views): LstmPack {
  /** The weight of element `j` of a row for `gate` of `unit`. */
  function weight(
    kernel: number,
    recurrentKernel: number,
    features: number,
    units: number,
    copies: number,
  ): (j: number, gate: number, unit: number) => number {
    const { f32 } = views;
    return (j, gate, unit) => {
      const place = weightsOfElement(j, features, units, copies);
      if (!place || unit >= units || (place.gate !== undefined && place.gate !== gate)) return 0;
      return f32[((place.recurrent ? recurrentKernel : kernel) >>> 2) + place.row * 4 * units + gate * units + unit];
    };
  }

  return {
    lstmPackedSize(features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      return columns * (length + 1);
    },

    lstmPackedTransposedSize(features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      return roundUp(length, 16) * columns;
    },

    lstmWorkspaceSize(batch, steps, features, units, copies, flags) {
      return lstmLayout(batch, steps, features, units, copies, flags).size;
    },

    lstmGradientsSize(batch, steps, features, units, copies) {
      const { columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      const k = Math.min(batch * steps, 256);
      const multiply = roundUp(Math.min(columns, 512), 16) * k + Math.min(length, 128) * (k + 4);
      return roundUp((length + 1) * columns, 16) + multiply;
    },

    lstmPack(packed, kernel, recurrentKernel, bias, features, units, copies) {
      const { f32 } = views;
      const { width, columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      const at = weight(kernel, recurrentKernel, features, units, copies);
      for (let unit = 0; unit < width; unit++) {
        for (let gate = 0; gate < 4; gate++) {
          const column = gateColumn(gate, unit);
          const panel = (packed >>> 2) + (column - (column % 16)) * length + (column % 16);
          for (let j = 0; j < length; j++) f32[panel + j * 16] = at(j, gate, unit);
          const constant = bias !== 0 && unit < units ? f32[(bias >>> 2) + gate * units + unit] : 0;
          f32[(packed >>> 2) + columns * length + column] = constant;
        }
      }
    },

    lstmPackTransposed(packed, kernel, recurrentKernel, features, units, copies, withInput) {
      const { f32 } = views;
      const { width, columns, length } = lstmLayout(1, 1, features, units, copies, 0);
      const at = weight(kernel, recurrentKernel, features, units, copies);
      const first = withInput ? 0 : copies * features;
      for (let e = 0; e < roundUp(length - first, 16); e++) {
        const panel = (packed >>> 2) + (e - (e % 16)) * columns + (e % 16);
        for (let unit = 0; unit < width; unit++) {
          for (let gate = 0; gate < 4; gate++) {
            f32[panel + gateColumn(gate, unit) * 16] = first + e < length ? at(first + e, gate, unit) : 0;
          }
        }
      }
    },
  };
}
