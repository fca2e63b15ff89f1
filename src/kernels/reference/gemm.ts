import type { Kernels, Views } from '../kernels.js';

type Gemm = Pick<
  Kernels,
  | 'matmul'
  | 'matmulTransposeA'
  | 'matmulTransposeB'
  | 'matmulWorkspace'
  | 'packPanels'
  | 'packPanelsTransposed'
  | 'packedSize'
  | 'matmulPacked'
  | 'sumRows'
>;

/** A matrix in a typed array: element (i, j) is at `at + i * row + j * column`. */
interface Matrix {
  at: number;
  row: number;
  column: number;
}

/**
 * c = start + a·b for c[m][n], in blocks of 2 × 4 sums that stay in registers. c's columns lie side by side. `start`
 * has the place of the first value of each sum, or is undefined for 0.
 */
export function multiply(
  f32: Views['f32'],
  c: Matrix,
  a: Matrix,
  b: Matrix,
  start: Matrix | undefined,
  m: number,
  n: number,
  k: number,
): void {
  const { row: aRow, column: aColumn } = a;
  const { row: bRow, column: bColumn } = b;
  for (let j = 0; j < n; j += 4) {
    const columns = Math.min(4, n - j);
    for (let i = 0; i < m; i += 2) {
      const r = c.at + i * c.row + j;
      // A row or a column too many is worked out with the last one's numbers and not stored.
      const nextRow = i + 1 < m ? aRow : 0;
      const q1 = columns > 1 ? bColumn : 0;
      const q2 = columns > 2 ? 2 * bColumn : 0;
      const q3 = columns > 3 ? 3 * bColumn : 0;
      let c0 = 0;
      let c1 = 0;
      let c2 = 0;
      let c3 = 0;
      let d0 = 0;
      let d1 = 0;
      let d2 = 0;
      let d3 = 0;
      if (start) {
        const s = start.at + i * start.row + j;
        const t = i + 1 < m ? s + start.row : s;
        c0 = f32[s];
        c1 = columns > 1 ? f32[s + 1] : 0;
        c2 = columns > 2 ? f32[s + 2] : 0;
        c3 = columns > 3 ? f32[s + 3] : 0;
        d0 = f32[t];
        d1 = columns > 1 ? f32[t + 1] : 0;
        d2 = columns > 2 ? f32[t + 2] : 0;
        d3 = columns > 3 ? f32[t + 3] : 0;
      }
      let p = a.at + i * aRow;
      let q = b.at + j * bColumn;
      for (let step = 0; step < k; step++, p += aColumn, q += bRow) {
        const x = f32[p];
        const y = f32[p + nextRow];
        const b0 = f32[q];
        const b1 = f32[q + q1];
        const b2 = f32[q + q2];
        const b3 = f32[q + q3];
        c0 += x * b0;
        c1 += x * b1;
        c2 += x * b2;
        c3 += x * b3;
        d0 += y * b0;
        d1 += y * b1;
        d2 += y * b2;
        d3 += y * b3;
      }
      f32[r] = c0;
      if (columns > 1) f32[r + 1] = c1;
      if (columns > 2) f32[r + 2] = c2;
      if (columns > 3) f32[r + 3] = c3;
      if (i + 1 === m) continue;
      f32[r + c.row] = d0;
      if (columns > 1) f32[r + c.row + 1] = d1;
      if (columns > 2) f32[r + c.row + 2] = d2;
      if (columns > 3) f32[r + c.row + 3] = d3;
    }
  }
}

/** c[m][n] = a[m][k] · packed (+ bias), for rows `cRow` and `aRow` floats apart. */
export function multiplyPacked(
  f32: Views['f32'],
  c: number,
  cRow: number,
  a: number,
  aRow: number,
  packed: number,
  bias: number | undefined,
  biasStep: number,
  m: number,
  n: number,
  k: number,
  accumulate: boolean,
): void {
  for (let j = 0; j < n; j += 16) {
    const target = { at: c + j, row: cRow, column: 1 };
    const constant = bias === undefined ? undefined : { at: bias + (j / 16) * biasStep, row: 0, column: 1 };
    const panel = { at: packed + j * (k + 1), row: 16, column: 1 };
    const start = accumulate ? target : constant;
    multiply(f32, target, { at: a, row: aRow, column: 1 }, panel, start, m, Math.min(16, n - j), k);
  }
}

const matrix = (address: number, row: number): Matrix => ({ at: address >>> 2, row, column: 1 });
const transposed = (address: number, row: number): Matrix => ({ at: address >>> 2, row: 1, column: row });

export function gemm(views: Views): Gemm {
  const run = (c: Matrix, a: Matrix, b: Matrix, m: number, n: number, k: number, accumulate: number) =>
    multiply(views.f32, c, a, b, accumulate ? c : undefined, m, n, k);

  function pack(packed: number, { at, row, column }: Matrix, n: number, k: number): void {
    const { f32 } = views;
    let p = packed >>> 2;
    for (let j = 0; j < n; j += 16) {
      for (let i = 0; i <= k; i++) {
        for (let e = j; e < j + 16; e++) f32[p++] = i < k && e < n ? f32[at + i * row + e * column] : 0;
      }
    }
  }

  return {
    matmul(c, a, b, _workspace, m, n, k, accumulate) {
      run(matrix(c, n), matrix(a, k), matrix(b, n), m, n, k, accumulate);
    },

    matmulTransposeA(c, a, b, _workspace, m, n, k, accumulate, begin, end) {
      const [rows, columns] = [matrix(c + begin * n * 4, n), transposed(a + begin * 4, m)];
      run(rows, columns, matrix(b, n), end - begin, n, k, accumulate);
    },

    matmulTransposeB(c, a, b, _workspace, m, n, k, accumulate) {
      run(matrix(c, n), matrix(a, k), transposed(b, k), m, n, k, accumulate);
    },

    matmulWorkspace(m, n, k) {
      return Math.ceil(Math.min(n, 512) / 16) * 16 * (Math.min(k, 256) + 1) + Math.min(m, 128) * (Math.min(k, 256) + 4);
    },

    packedSize(n, k) {
      return Math.ceil(n / 16) * 16 * (k + 1);
    },

    packPanels(packed, b, n, k) {
      pack(packed, matrix(b, n), n, k);
    },

    packPanelsTransposed(packed, b, n, k) {
      pack(packed, transposed(b, k), n, k);
    },

    matmulPacked(c, a, packed, bias, m, n, k, accumulate) {
      const constant = bias === 0 ? undefined : bias >>> 2;
      multiplyPacked(views.f32, c >>> 2, n, a >>> 2, k, packed >>> 2, constant, 16, m, n, k, accumulate !== 0);
    },

    sumRows(out, a, rows, columns, accumulate) {
      const { f32 } = views;
      for (let j = 0; j < columns; j++) {
        let sum = accumulate ? f32[(out >>> 2) + j] : 0;
        for (let i = 0; i < rows; i++) sum += f32[(a >>> 2) + i * columns + j];
        f32[(out >>> 2) + j] = sum;
      }
    },
  };
}
