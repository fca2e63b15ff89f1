import type { Kernels, Machine } from '../kernels/index.js';

/** Gives the address of so many floats, filled with numbers between -1 and 1, or between 0 and 1. */
type Place = (floats: number, kind?: 'positive') => number;

/** Prepares a run of kernels on such numbers. */
type Program = (kernels: Kernels, place: Place) => void;

type Shape = readonly [m: number, n: number, k: number];

/** Whole tiles, what is left at their edges, blocks of rows and of k, single rows. */
const shapes: readonly Shape[] = [
  [64, 64, 64],
  [1, 70, 33],
  [2, 16, 5],
  [7, 61, 13],
  [13, 19, 17],
  [50, 40, 50],
  [131, 36, 9],
  [6, 32, 601],
  [4, 50, 67],
];

function multiply([m, n, k]: Shape): Program {
  return (kernels, place) => {
    const [a, b, bias] = [place(m * k), place(n * k), place(n)];
    const workspace = place(kernels.matmulWorkspace(m, n, k));
    const packed = place(kernels.packedSize(n, k));
    kernels.matmul(place(m * n), a, b, workspace, m, n, k, 0);
    kernels.matmul(place(m * n), a, b, workspace, m, n, k, 1);
    kernels.matmulTransposeA(place(m * n), a, b, workspace, m, n, k, 0, 0, m);
    kernels.matmulTransposeB(place(m * n), a, b, workspace, m, n, k, 0);
    kernels.packPanels(packed, b, n, k);
    kernels.matmulPacked(place(m * n), a, packed, bias, m, n, k, 0);
    kernels.packPanelsTransposed(packed, b, n, k);
    kernels.matmulPacked(place(m * n), a, packed, 0, m, n, k, 1);
    kernels.sumRows(place(n), b, k, n, 0);
    kernels.transpose(place(m * k), a, 1, m, k);
  };
}

/** Ids of activations. */
const [relu, sigmoid, tanh] = [1, 2, 3];

function lstm(batch: number, steps: number, features: number, units: number, activation = tanh): Program {
  return (kernels, place) => {
    const training = 1;
    const sizes = [batch, steps, features, units, 1] as const;
    const rest = [...sizes, activation, sigmoid, training, 0, batch] as const;
    const states = () => place(batch * units);
    const weights = () => [place(features * 4 * units), place(units * 4 * units), place(4 * units)] as const;
    const packed = place(kernels.lstmPackedSize(features, units, 1));
    const transposed = place(kernels.lstmPackedTransposedSize(features, units, 1));
    const workspace = place(kernels.lstmWorkspaceSize(...sizes, training));
    const scratch = place(kernels.lstmGradientsSize(...sizes));
    const [x, dX] = [place(batch * steps * features), place(batch * steps * features)];
    const [sequence, dSequence] = [place(batch * steps * units), place(batch * steps * units)];
    const [kernel, recurrent, bias] = weights();
    kernels.lstmPack(packed, kernel, recurrent, bias, features, units, 1);
    kernels.lstmForward(sequence, states(), states(), workspace, x, packed, states(), states(), 0, 0, 0, ...rest);
    kernels.lstmPackTransposed(transposed, packed, features, units, 1, 1);
    const gradients = [dX, states(), states(), workspace, dSequence, states(), states()] as const;
    kernels.lstmBackward(...gradients, transposed, 0, 0, 0, ...rest);
    kernels.lstmGradients(...weights(), scratch, workspace, ...sizes, 0, 0, 0, 0, Math.ceil(units / 4));
  };
}

function elementwise(kernels: Kernels, place: Place): void {
  const n = 203;
  const many = 12;
  for (let id = 0; id < many; id++) {
    const [x, out] = [place(n), place(n)];
    kernels.activate(out, x, n, id);
    kernels.activateGradient(place(n), place(n), x, out, n, id);
  }
  kernels.add(place(n), place(n), place(n), n);
  kernels.multiply(place(n), place(n), place(n), n);
  kernels.scale(place(n), place(n), n, 0.3);
  kernels.dropoutMask(place(n), place(4), n, 0.3);
  kernels.l1l2(place(1), place(n), n, 0.1, 0.2, 1);
  kernels.scaleRows(place(n), place(n), place(7), 7, 29, 29, 0);
  kernels.logarithm(place(n), place(n, 'positive'), n);
  kernels.randomUniform(place(n), n, 1, 2, -1, 1);
  kernels.randomNormal(place(n), n, 1, 2, 0, 1);
}

function steps(kernels: Kernels, place: Place): void {
  const n = 203;
  const state = () => place(4, 'positive');
  const velocity = () => place(n, 'positive');
  kernels.adam(place(n), place(n), place(n), velocity(), 0, state(), n, 0.1, 0.001, 1e-7);
  kernels.sgd(place(n), place(n), state(), n);
  kernels.sgdMomentum(place(n), place(n), place(n), state(), n, 0.9, 1);
  kernels.rmsprop(place(n), place(n), place(n, 'positive'), place(n), 0, state(), n, 0.9, 0.1, 0, 1e-7);
  kernels.movingAverage(place(n), place(n), state(), n);
  kernels.adam(place(n), place(n), place(n), velocity(), velocity(), state(), n, 0.1, 0.001, 1e-7);
  kernels.decayWeights(place(n), state(), n, 0.1);
  kernels.limitNorms(place(n), 1, 29, 7, 0, 1, 1);
  kernels.sumOfSquares(place(2), place(n), n);
}

function losses(kernels: Kernels, place: Place): void {
  const [rows, columns] = [9, 21];
  const size = rows * columns;
  const [logits, targets, probabilities] = [place(size), place(size, 'positive'), place(size)];
  kernels.softmax(probabilities, logits, rows, columns);
  kernels.softmaxGradient(place(size), place(size), probabilities, rows, columns);
  kernels.logSoftmax(place(size), logits, rows, columns);
  for (const kind of [0, 1, 2, 3]) {
    kernels.meanError(place(rows), targets, logits, rows, columns, kind, 0.5);
    kernels.meanErrorGradient(place(size), place(rows), targets, logits, rows, columns, kind, 0.5);
  }
  kernels.binaryCrossentropy(place(rows), targets, probabilities, rows, columns, 0, 0);
  kernels.binaryCrossentropyGradient(place(size), place(rows), targets, logits, rows, columns, 0, 1);
  kernels.categoricalCrossentropy(place(rows), targets, probabilities, rows, columns, 0, 0);
  kernels.categoricalCrossentropyGradient(place(size), place(rows), targets, logits, rows, columns, 0, 1);
  kernels.sparseCategoricalCrossentropy(place(rows), place(rows), probabilities, rows, columns, 0, 0, 0);
  kernels.sparseCategoricalCrossentropyGradient(place(size), place(rows), place(rows), logits, rows, columns, 1, 0, 0);
  kernels.binaryCrossentropy(place(size), targets, probabilities, size, 1, 0, 0);
  kernels.binaryCrossentropyGradient(place(size), place(size), targets, logits, size, 1, 0, 1);
}

const programs: ReadonlyMap<string, Program> = new Map([
  ...shapes.map((shape) => [`a matrix multiply of ${shape.join('×')}`, multiply(shape)] as const),
  ['a training step of an LSTM of 30 units', lstm(6, 3, 1, 30)],
  ['a training step of an LSTM of 16 units', lstm(8, 4, 5, 16)],
  ['a training step of an LSTM with relu', lstm(3, 4, 5, 10, relu)],
  ['element-wise functions', elementwise],
  ['the steps of optimizers', steps],
  ['losses', losses],
] as const);

const lineFloats = 16;

/** A machine of which `place` gives addresses one behind the other; `used` is all that it gave. */
function placer(machine: Machine): { place: Place; used: () => Float32Array | Float64Array } {
  const start = Math.ceil(machine.base / 4 / lineFloats) * lineFloats;
  let top = start;
  return {
    place(floats, kind) {
      const from = top;
      top += Math.ceil(floats / lineFloats + 1) * lineFloats;
      machine.grow(top * 4);
      const { f32 } = machine.views;
      for (let i = from; i < top; i++) {
        const value = (((i - start) * 7919) % 1009) / 1009;
        f32[i] = kind === 'positive' ? value : 2 * value - 1;
      }
      return from * 4;
    },
    used: () => machine.views.f32.slice(start, top),
  };
}

/** All memory that the programs used, after they ran; by the program's name. */
export function outcomes(machine: Machine): Map<string, Float32Array | Float64Array> {
  const results = new Map<string, Float32Array | Float64Array>();
  for (const [name, program] of programs) {
    const { place, used } = placer(machine);
    program(machine.kernels, place);
    results.set(name, used());
  }
  return results;
}

/** Which program gave which other number; undefined when all bits are equal. NaN equals NaN: its bits mean nothing. */
export function firstDifference(expected: ReturnType<typeof outcomes>, found: typeof expected): string | undefined {
  for (const [name, numbers] of expected) {
    const others = found.get(name)!;
    const at = numbers.findIndex((number, i) => !Object.is(number, others[i]));
    if (at >= 0) return `${name} gives ${others[at]} instead of ${numbers[at]}`;
  }
  return undefined;
}

/** How many times as fast a multiply runs by large tiles as by those of two rows. Above 1 where 256-bit code is made. */
export function speedUp(machine: Machine): number {
  const { kernels } = machine;
  const { place } = placer(machine);
  const [m, n, k] = [24, 16, 256];
  const [c, a, packed] = [place(m * n), place(m * k), place(kernels.packedSize(n, k))];
  const time = (rows: number) => {
    const start = performance.now();
    for (let repeat = 0; repeat < 2; repeat++) {
      for (let i = 0; i < m; i += rows) kernels.matmulPacked(c + i * n * 4, a + i * k * 4, packed, 0, rows, n, k, 0);
    }
    return performance.now() - start;
  };
  // Many short samples in turns: what disturbs the processor meets both. A quarter of them is hardly disturbed.
  const samples = 400;
  const [fours, twos] = [new Float64Array(samples), new Float64Array(samples)];
  for (let i = 0; i < samples; i++) {
    twos[i] = time(2);
    fours[i] = time(m);
  }
  const [two, four] = [twos, fours].map((times) => times.sort()[samples / 4]);
  return two / four;
}
