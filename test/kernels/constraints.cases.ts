import { type Case, inout, random } from './check-kernel.js';

const shapes = [
  [1, 3, 4],
  [2, 5, 3],
  [1, 1, 1],
  [0, 3, 3],
  [1, 7, 1],
];

export const constraints = {
  limitNorms: shapes.flatMap(([outer, length, inner]): Case[] => {
    const w = () => inout(random(outer * length * inner, 3));
    return [
      { args: [w(), outer, length, inner, 0, 2, 1] },
      { args: [w(), outer, length, inner, 1, 1, 1] },
      { args: [w(), outer, length, inner, 0.5, 1, 0.3] },
    ];
  }),
  clipNegative: [0, 1, 5, 33].map((n): Case => ({ args: [inout(random(n)), n], tolerance: 0 })),
};
