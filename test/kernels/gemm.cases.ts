import { type Case, inout, input, output, random, workspace } from './check-kernel.js';

/** m, n, k: nothing, one, tiles ± 1, every remainder of columns and rows, several blocks of each. */
const shapes: readonly [m: number, n: number, k: number][] = [
  [0, 3, 2],
  [3, 0, 2],
  [3, 2, 0],
  [2, 20, 0],
  [1, 1, 1],
  [1, 16, 3],
  [1, 33, 9],
  [1, 100, 300],
  [2, 15, 4],
  [2, 16, 8],
  [3, 17, 7],
  [4, 4, 5],
  [5, 7, 6],
  [6, 12, 16],
  [7, 10, 15],
  [9, 9, 9],
  [8, 50, 17],
  [11, 3, 31],
  [13, 19, 17],
  [32, 52, 51],
  [33, 31, 33],
  [130, 20, 260],
  [131, 7, 513],
  [5, 530, 270],
  [1, 530, 270],
  [128, 33, 270],
  [129, 34, 21],
  [31, 260, 254],
  [3, 6, 3200],
  [1, 2, 64],
  [2, 5, 63],
  [2, 5, 65],
  [3, 7, 66],
  [4, 9, 67],
  [4, 8, 72],
  [5, 4, 71],
];

/** The bits that every kernel must produce: k ascending, each product and each sum rounded to float32. */
function multiply(
  start: (i: number, j: number) => number,
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
  [m, n, k]: readonly [number, number, number],
): Float32Array {
  const c = new Float32Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = start(i, j);
      for (let e = 0; e < k; e++) sum = Math.fround(sum + Math.fround(a(i, e) * b(e, j)));
      c[i * n + j] = sum;
    }
  }
  return c;
}

/** The bits of A·Bᵀ for few rows: four sums over k mod 4, then their sum, which is added to what is there. */
function multiplyDot(...[start, a, b, [m, n, k]]: Parameters<typeof multiply>): Float32Array {
  const c = new Float32Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const lanes = new Float32Array(4);
      for (let e = 0; e < k; e++) lanes[e % 4] += Math.fround(a(i, e) * b(e, j));
      const sum = Math.fround(Math.fround(lanes[0] + lanes[1]) + Math.fround(lanes[2] + lanes[3]));
      c[i * n + j] = Math.fround(start(i, j) + sum);
    }
  }
  return c;
}

const isDot = (m: number, k: number) => m <= 4 && k >= 64;

/** As matmulWorkspace. */
const floats = (m: number, n: number, k: number) =>
  Math.ceil(Math.min(n, 512) / 16) * 16 * (Math.min(k, 256) + 1) + Math.min(m, 128) * (Math.min(k, 256) + 4);

const exact = { tolerance: 0, referenceTolerance: 2e-5 };
const at = (matrix: Float32Array, row: number) => (i: number, j: number) => matrix[i * row + j];
const transposedAt = (matrix: Float32Array, row: number) => (i: number, j: number) => matrix[j * row + i];

function products(transposeA: boolean, transposeB: boolean): Case[] {
  return shapes.flatMap(([m, n, k]) =>
    [0, 1].map((accumulate): Case => {
      const [a, b, c] = [random(m * k), random(k * n, 1, 2), random(m * n, 1, 3)];
      const start = accumulate ? at(c, n) : () => 0;
      const [atA, atB] = [transposeA ? transposedAt(a, m) : at(a, k), transposeB ? transposedAt(b, k) : at(b, n)];
      const target = accumulate ? inout(c) : output(m * n);
      const range = transposeA ? [0, m] : [];
      const args = [target, input(a), input(b), workspace(floats(m, n, k)), m, n, k, accumulate, ...range];
      const product = transposeB && isDot(m, k) ? multiplyDot : multiply;
      return { args, expected: [product(start, atA, atB, [m, n, k])], ...exact };
    }),
  );
}

/** packPanels, element by element. */
function panels(b: (k: number, j: number) => number, n: number, k: number): Float32Array {
  const packed = new Float32Array(Math.ceil(n / 16) * 16 * (k + 1));
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < k; i++) packed[(j - (j % 16)) * (k + 1) + i * 16 + (j % 16)] = b(i, j);
  }
  return packed;
}

function packs(transpose: boolean): Case[] {
  return shapes.map(([, n, k]): Case => {
    const b = random(n * k);
    const expected = [panels(transpose ? transposedAt(b, k) : at(b, n), n, k)];
    return { args: [output(expected[0].length), input(b), n, k], expected, tolerance: 0 };
  });
}

function packedProducts(): Case[] {
  return shapes.flatMap(([m, n, k]) =>
    ['nothing', 'bias', 'c'].map((from): Case => {
      const [a, b, bias, c] = [random(m * k), random(k * n, 1, 2), random(n, 1, 3), random(m * n, 1, 4)];
      const start = { nothing: () => 0, bias: (_: number, j: number) => bias[j], c: at(c, n) }[from]!;
      const target = from === 'c' ? inout(c) : output(m * n);
      const constant = from === 'bias' ? input(bias) : 0;
      const args = [target, input(a), input(panels(at(b, n), n, k)), constant, m, n, k, from === 'c' ? 1 : 0];
      return { args, expected: [multiply(start, at(a, k), at(b, n), [m, n, k])], ...exact };
    }),
  );
}

function rowSums(): Case[] {
  return shapes.flatMap(([m, n]) =>
    [0, 1].map((accumulate): Case => {
      const [a, out] = [random(m * n), random(n, 1, 2)];
      const ones = () => 1;
      const expected = multiply((_, j) => (accumulate ? out[j] : 0), ones, at(a, n), [1, n, m]);
      return {
        args: [accumulate ? inout(out) : output(n), input(a), m, n, accumulate],
        expected: [expected],
        ...exact,
      };
    }),
  );
}

export const gemm = {
  matmul: products(false, false),
  matmulTransposeA: products(true, false),
  matmulTransposeB: products(false, true),
  matmulWorkspace: shapes.map(([m, n, k]): Case => ({ args: [m, n, k], returns: floats(m, n, k) })),
  packedSize: shapes.map(([, n, k]): Case => ({ args: [n, k], returns: panels(() => 0, n, k).length })),
  packPanels: packs(false),
  packPanelsTransposed: packs(true),
  matmulPacked: packedProducts(),
  sumRows: rowSums(),
};
