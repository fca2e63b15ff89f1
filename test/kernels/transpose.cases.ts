import { type Case, input, output, random } from './check-kernel.js';

const shapes = [
  [1, 1, 1],
  [2, 3, 5],
  [1, 4, 4],
  [3, 8, 4],
  [1, 17, 33],
  [2, 5, 1],
  [0, 3, 3],
];

export const transpose = {
  transpose: shapes.map(([batch, rows, columns]): Case => {
    const n = batch * rows * columns;
    return { args: [output(n), input(random(n)), batch, rows, columns], tolerance: 0 };
  }),
};
