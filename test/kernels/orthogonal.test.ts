import { expect, test } from 'vitest';
import { wasmMachine } from '../../src/kernels/index.js';

/** Largest element of |QᵀQ - I| for a matrix of normal numbers. */
function error(rows: number, columns: number): number {
  const machine = wasmMachine();
  const a = Math.ceil(machine.base / 64) * 64;
  const size = rows * columns;
  machine.grow(a + (2 * size + 2 * columns) * 4);
  machine.kernels.randomNormal(a, size, 1, 2, 0, 1);
  machine.kernels.orthogonalize(a, a, a + size * 4, rows, columns);
  const q = machine.views.f32.subarray(a / 4, a / 4 + size);
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += q[i * columns + j] * q[i * columns + k];
      largest = Math.max(largest, Math.abs(sum - (j === k ? 1 : 0)));
    }
  }
  return largest;
}

test.each([
  [1, 1],
  [50, 50],
  [200, 50],
  [257, 101],
  [1024, 256],
])('the columns of Q are orthonormal: %i × %i', (rows, columns) => {
  expect(error(rows, columns)).toBeLessThan(1e-5);
});
