import { type Case, output } from './check-kernel.js';

const pairs = [
  [0.5, 3],
  [0.96, 0.125],
  [0.1, 0],
  [2, -1.5],
  [0.9, 250.75],
  [1, 1e9],
];

export const power = {
  power: pairs.map(([x, y]): Case => ({ args: [output(1), x, y], tolerance: 2e-7 })),
};
