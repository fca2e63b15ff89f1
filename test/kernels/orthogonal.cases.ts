import { type Case, input, output, random, workspace } from './check-kernel.js';

/** Well conditioned, so that the columns of Q do not depend on the last bits: noise beside a diagonal of both signs. */
function matrix(rows: number, columns: number): Float32Array {
  const values = random(rows * columns, 1, 3);
  const size = Math.sqrt(rows);
  for (let j = 0; j < columns; j++) values[j * columns + j] += j % 3 === 0 ? -size : size;
  return values;
}

const shapes = [
  [0, 0],
  [1, 1],
  [2, 1],
  [3, 3],
  [4, 4],
  [5, 5],
  [9, 4],
  [17, 6],
  [64, 17],
  [130, 33],
];

export const orthogonal = {
  orthogonalize: [
    ...shapes.map(
      ([rows, columns]): Case => ({
        args: [output(rows * columns), input(matrix(rows, columns)), workspace(columns * (rows + 2)), rows, columns],
        tolerance: 3e-6,
      }),
    ),
    ...[
      { a: [3, 1, 4, 2], q: [0.6, -0.8, 0.8, 0.6] },
      { a: [-3, 2, -4, 1], q: [-0.6, 0.8, -0.8, -0.6] },
    ].map(({ a, q }) => ({ args: [output(4), input(a), workspace(8), 2, 2], expected: [q], tolerance: 3e-7 })),
  ] satisfies Case[],
};
