/** How many cases of each file run, and how many are left to later. `checkGolden` holds the runners to it. */
export const scope: Readonly<Record<string, { run: number; left: number }>> = {
  activations: { run: 68, left: 18 },
  generated: { run: 39, left: 2 },
  layers: { run: 113, left: 15 },
  losses: { run: 139, left: 2 },
  masking: { run: 18, left: 0 },
  metrics: { run: 156, left: 23 },
  optimizers: { run: 36, left: 0 },
  regularizers: { run: 8, left: 0 },
  schedules: { run: 75, left: 0 },
  training: { run: 8, left: 1 },
  normalization: { run: 16, left: 0 },
  'trained-functions': { run: 13, left: 0 },
  'trained-metrics': { run: 10, left: 0 },
  utils: { run: 5, left: 0 },
};
