/** How many cases of each file run, and how many are left to later. `checkGolden` holds the runners to it. */
export const scope: Readonly<Record<string, { run: number; left: number }>> = {
  activations: { run: 68, left: 18 },
  generated: { run: 38, left: 3 },
  layers: { run: 67, left: 8 },
  losses: { run: 76, left: 0 },
  metrics: { run: 47, left: 67 },
  optimizers: { run: 36, left: 0 },
  regularizers: { run: 8, left: 0 },
  schedules: { run: 4, left: 71 },
  training: { run: 7, left: 2 },
  utils: { run: 2, left: 0 },
};
