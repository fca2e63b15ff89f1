import { type Case, inout, input, output, random } from './check-kernel.js';

const shapes = [
  [0, 3],
  [1, 1],
  [3, 5],
  [4, 0],
  [7, 16],
];

/** Some twice, and some that a table of six rows has not. */
const indicesOf = (rows: number) =>
  Float32Array.from({ length: rows }, (_, i) => [5, -0.5, 6, 5, -1, 0, Number.NaN][i % 7]);

export const rows = {
  scaleRows: shapes.flatMap(([rows, columns]) =>
    [1, 3].flatMap((stride): Case[] => {
      const inputs = [input(random(rows * columns)), input(random(rows * stride, 1, 2)), rows, columns, stride];
      return [
        { args: [output(rows * columns), ...inputs, 0], tolerance: 0 },
        { args: [inout(random(rows * columns, 1, 3)), ...inputs, 1], tolerance: 1e-7 },
      ];
    }),
  ),
  notEqual: shapes.map(([rows, columns]): Case => {
    const a = random(rows * columns).map((value) => (value < 0.4 ? 1 : 2));
    return { args: [output(rows), input(a), rows, columns, 1], tolerance: 0 };
  }),
  gatherRows: shapes.map(([rows, columns]): Case => {
    const [table, indices] = [random(6 * columns), indicesOf(rows)];
    return { args: [output(rows * columns), input(table), input(indices), rows, columns, 6], tolerance: 0 };
  }),
  scatterRows: shapes.map(([rows, columns]): Case => {
    const [a, indices] = [random(rows * columns), indicesOf(rows)];
    return { args: [inout(random(6 * columns, 1, 2)), input(a), input(indices), rows, columns, 6], tolerance: 0 };
  }),
};
