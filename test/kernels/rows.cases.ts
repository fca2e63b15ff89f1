import { type Case, inout, input, output, random } from './check-kernel.js';

const shapes = [
  [0, 3],
  [1, 1],
  [3, 5],
  [4, 0],
  [7, 16],
];

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
};
