import type { Kernels, Views } from '../kernels.js';
import { activate, activateGradient } from './activations.js';
import { multiply, multiplyPacked } from './gemm.js';
import { LstmFlag, lstmLayout, weightsOfElement } from './lstm-layout.js';
import { gateColumn } from './lstm-pack.js';

type Lstm = Pick<Kernels, 'lstmForward' | 'lstmBackward' | 'lstmGradients'>;

const [sigmoidId, tanhId] = [2, 3];

export function lstm(views: Views): Lstm {
  const { exp, tanh } = Math;

  return {
    lstmForward(sequence, h, c, workspace, x, packed, h0, c0, mask, inputMask, recurrentMask, ...rest) {
      const [batch, steps, features, units, copies, activation, recurrentActivation, flags, begin, end] = rest;
      const { f32 } = views;
      const at = lstmLayout(batch, steps, features, units, copies, flags);
      const { width, columns, rowStride, length } = at;
      const base = workspace >>> 2;
      const kept = flags & LstmFlag.training ? batch : 0;
      const standard = activation === tanhId && recurrentActivation === sigmoidId;
      const state = base + at.state;
      for (let b = begin; b < end; b++) {
        for (let u = 0; u < width; u++) {
          f32[state + b * width + u] = h0 !== 0 && u < units ? f32[(h0 >>> 2) + b * units + u] : 0;
          f32[base + at.cells + b * width + u] = c0 !== 0 && u < units ? f32[(c0 >>> 2) + b * units + u] : 0;
        }
      }
      for (let s = 0; s < steps; s++) {
        const time = flags & LstmFlag.goBackwards ? steps - 1 - s : s;
        const rows = base + s * kept * rowStride;
        const gates = base + at.gates + s * kept * columns;
        const cells = base + at.cells + s * kept * width;
        const cellsAfter = cells + kept * width;
        const active = base + at.active + s * kept * width;
        for (let b = begin; b < end; b++) {
          let row = rows + b * rowStride;
          for (let g = 0; g < copies; g++) {
            for (let i = 0; i < features; i++) {
              const factor = inputMask ? f32[(inputMask >>> 2) + (g * batch + b) * features + i] : 1;
              f32[row++] = f32[(x >>> 2) + (b * steps + time) * features + i] * factor;
            }
          }
          for (let g = 0; g < copies; g++) {
            for (let u = 0; u < width; u++) {
              const factor = recurrentMask && u < units ? f32[(recurrentMask >>> 2) + (g * batch + b) * units + u] : 1;
              f32[row++] = f32[state + b * width + u] * factor;
            }
          }
        }
        multiplyPacked(
          f32,
          gates + begin * columns,
          columns,
          rows + begin * rowStride,
          rowStride,
          packed >>> 2,
          (packed >>> 2) + length * 16,
          (length + 1) * 16,
          end - begin,
          columns,
          length,
          false,
        );
        for (let b = begin; b < end; b++) {
          const masked = mask !== 0 && f32[(mask >>> 2) + b * steps + time] === 0;
          for (let u = 0; u < width; u++) {
            const z = gates + b * columns + gateColumn(0, u);
            const e = b * width + u;
            if (u >= units) {
              f32[cellsAfter + e] = 0;
              f32[active + e] = 0;
            } else if (masked) {
              f32[cellsAfter + e] = f32[cells + e];
            } else if (standard) {
              const i = 1 / (1 + exp(-f32[z]));
              const f = 1 / (1 + exp(-f32[z + 4]));
              const g = tanh(f32[z + 8]);
              const o = 1 / (1 + exp(-f32[z + 12]));
              const next = f * f32[cells + e] + i * g;
              const t = tanh(next);
              f32[z] = i;
              f32[z + 4] = f;
              f32[z + 8] = g;
              f32[z + 12] = o;
              f32[cellsAfter + e] = next;
              f32[active + e] = t;
              f32[state + e] = o * t;
            } else {
              const i = activate(recurrentActivation, f32[z]);
              const f = activate(recurrentActivation, f32[z + 4]);
              const g = activate(activation, f32[z + 8]);
              const o = activate(recurrentActivation, f32[z + 12]);
              const next = f * f32[cells + e] + i * g;
              const t = activate(activation, next);
              f32[cellsAfter + e] = next;
              f32[active + e] = t;
              f32[state + e] = o * t;
            }
          }
          if (!sequence) continue;
          const out = (sequence >>> 2) + (b * steps + s) * units;
          const silent = masked && (flags & LstmFlag.zeroOutputForMask) !== 0;
          for (let u = 0; u < units; u++) f32[out + u] = silent ? 0 : f32[state + b * width + u];
        }
      }
      const last = base + at.cells + steps * kept * width;
      for (let b = begin; b < end; b++) {
        for (let u = 0; u < units; u++) {
          if (h) f32[(h >>> 2) + b * units + u] = f32[state + b * width + u];
          if (c) f32[(c >>> 2) + b * units + u] = f32[last + b * width + u];
        }
      }
    },

    lstmBackward(dX, dH0, dC0, workspace, dSequence, dH, dC, packed, mask, inputMask, recurrentMask, ...rest) {
      const [batch, steps, features, units, copies, activation, recurrentActivation, flags, begin, end] = rest;
      const { f32 } = views;
      const at = lstmLayout(batch, steps, features, units, copies, flags);
      const { width, columns, rowStride } = at;
      const inputs = dX ? copies * features : 0;
      const length = at.length - copies * features + inputs;
      const base = workspace >>> 2;
      const standard = activation === tanhId && recurrentActivation === sigmoidId;
      const [dState, dCells, dRows] = [base + at.state, base + at.dCells, base + at.dRows];
      for (let b = begin; b < end; b++) {
        for (let u = 0; u < units; u++) {
          f32[dState + b * width + u] = dH ? f32[(dH >>> 2) + b * units + u] : 0;
          f32[dCells + b * width + u] = dC ? f32[(dC >>> 2) + b * units + u] : 0;
        }
      }
      for (let s = steps - 1; s >= 0; s--) {
        const time = flags & LstmFlag.goBackwards ? steps - 1 - s : s;
        const gates = base + at.gates + s * batch * columns;
        const cells = base + at.cells + s * batch * width;
        const active = base + at.active + s * batch * width;
        const isMasked = (b: number) => mask !== 0 && f32[(mask >>> 2) + b * steps + time] === 0;
        for (let b = begin; b < end; b++) {
          const masked = isMasked(b);
          const silent = masked && (flags & LstmFlag.zeroOutputForMask) !== 0;
          for (let u = 0; u < width; u++) {
            const z = gates + b * columns + gateColumn(0, u);
            const e = b * width + u;
            if (dSequence && u < units && !silent) {
              f32[dState + e] += f32[(dSequence >>> 2) + (b * steps + s) * units + u];
            }
            if (masked || u >= units) {
              for (let gate = 0; gate < 4; gate++) f32[z + 4 * gate] = 0;
              continue;
            }
            const dh = f32[dState + e];
            const t = f32[active + e];
            if (standard) {
              const [i, f, g, o] = [f32[z], f32[z + 4], f32[z + 8], f32[z + 12]];
              const dc = f32[dCells + e] + dh * o * (1 - t * t);
              f32[z] = dc * g * i * (1 - i);
              f32[z + 4] = dc * f32[cells + e] * f * (1 - f);
              f32[z + 8] = dc * i * (1 - g * g);
              f32[z + 12] = dh * t * o * (1 - o);
              f32[dCells + e] = dc * f;
            } else {
              const [zi, zf, zg, zo] = [f32[z], f32[z + 4], f32[z + 8], f32[z + 12]];
              const o = activate(recurrentActivation, zo);
              const after = f32[cells + batch * width + e];
              const dc = f32[dCells + e] + dh * o * activateGradient(activation, after);
              f32[z] = dc * activate(activation, zg) * activateGradient(recurrentActivation, zi);
              f32[z + 4] = dc * f32[cells + e] * activateGradient(recurrentActivation, zf);
              f32[z + 8] = dc * activate(recurrentActivation, zi) * activateGradient(activation, zg);
              f32[z + 12] = dh * t * activateGradient(recurrentActivation, zo);
              f32[dCells + e] = dc * activate(recurrentActivation, zf);
            }
          }
        }
        multiplyPacked(
          f32,
          dRows + begin * rowStride,
          rowStride,
          gates + begin * columns,
          columns,
          packed >>> 2,
          undefined,
          0,
          end - begin,
          length,
          columns,
          false,
        );
        for (let b = begin; b < end; b++) {
          const row = dRows + b * rowStride;
          for (let i = 0; i < features && dX; i++) {
            let sum = 0;
            for (let g = 0; g < copies; g++) {
              const factor = inputMask ? f32[(inputMask >>> 2) + (g * batch + b) * features + i] : 1;
              sum += f32[row + g * features + i] * factor;
            }
            f32[(dX >>> 2) + (b * steps + time) * features + i] = sum;
          }
          for (let u = 0; u < units && !isMasked(b); u++) {
            let sum = 0;
            for (let g = 0; g < copies; g++) {
              const factor = recurrentMask ? f32[(recurrentMask >>> 2) + (g * batch + b) * units + u] : 1;
              sum += f32[row + inputs + g * width + u] * factor;
            }
            f32[dState + b * width + u] = sum;
          }
        }
      }
      for (let b = begin; b < end; b++) {
        for (let u = 0; u < units; u++) {
          if (dH0) f32[(dH0 >>> 2) + b * units + u] = f32[dState + b * width + u];
          if (dC0) f32[(dC0 >>> 2) + b * units + u] = f32[dCells + b * width + u];
        }
      }
    },

    lstmGradients(dKernel, dRecurrentKernel, dBias, scratch, workspace, ...rest) {
      const [batch, steps, features, units, copies, accumulateKernel, accumulateRecurrentKernel, accumulateBias] = rest;
      const [first, last] = [4 * rest[8], Math.min(4 * rest[9], units)];
      const { f32 } = views;
      const at = lstmLayout(batch, steps, features, units, copies, LstmFlag.training);
      const { columns, rowStride, length } = at;
      const base = workspace >>> 2;
      const gates = { at: base + at.gates, row: columns, column: 1 };
      const product = { at: scratch >>> 2, row: columns, column: 1 };
      const rows = { at: base, row: 1, column: rowStride };
      multiply(f32, product, rows, gates, undefined, length, columns, batch * steps);
      const write = (address: number, value: number, accumulate: number) => {
        f32[address] = accumulate ? f32[address] + value : value;
      };
      for (let j = 0; j < length; j++) {
        const place = weightsOfElement(j, features, units, copies);
        for (let gate = 0; gate < 4 && place; gate++) {
          if (place.gate !== undefined && place.gate !== gate) continue;
          const [target, accumulate] = place.recurrent
            ? [dRecurrentKernel, accumulateRecurrentKernel]
            : [dKernel, accumulateKernel];
          const out = (target >>> 2) + place.row * 4 * units + gate * units;
          for (let u = first; u < last && target; u++) {
            write(out + u, f32[product.at + j * columns + gateColumn(gate, u)], accumulate);
          }
        }
      }
      for (let gate = 0; gate < 4 && dBias; gate++) {
        for (let u = first; u < last; u++) {
          let sum = 0;
          for (let i = 0; i < batch * steps; i++) sum += f32[gates.at + i * columns + gateColumn(gate, u)];
          write((dBias >>> 2) + gate * units + u, sum, accumulateBias);
        }
      }
    },
  };
}
