// Timing that survives a noisy machine: candidates take turns, each sample stands between two runs of a register-only loop
// and counts when these were not disturbed, and medians are reported.
import { compilePeak } from './peak.js';
import { quantile } from './quantile.js';

const additionsPerCall = 20_000;

const { additions } = new WebAssembly.Instance(await compilePeak()).exports;

/** The most that `ceiling` has found: of a core that nobody disturbed. */
let best = 0;
/** A sample counts when the core did this share of that right before and after it. */
const undisturbed = 0.95;
/** How long a comparison waits for undisturbed samples; then it takes what there is. */
const patienceMilliseconds = 3000;

/** GFLOP/s of a loop of additions, twice: what additions and multiplications side by side can reach. */
function ceiling() {
  const start = performance.now();
  additions(additionsPerCall, 0);
  const gflops = (2 * 48 * additionsPerCall) / (performance.now() - start) / 1e6;
  best = Math.max(best, gflops);
  return gflops;
}
for (let i = 0; i < 2000; i++) ceiling();

/** Until an engine has optimised what it runs. */
const warmUpMilliseconds = 100;

/** Repetitions that take about `milliseconds`, after a warm-up. */
function calibrate(run, milliseconds) {
  let count = 0;
  const start = performance.now();
  do {
    run();
    count++;
  } while (performance.now() - start < warmUpMilliseconds || count < 3);
  const again = performance.now();
  let repetitions = 0;
  do {
    run();
    repetitions++;
  } while (performance.now() - again < milliseconds);
  return repetitions;
}

/**
 * Measures candidates in turns.
 * @param candidates Functions by name.
 * @param flops Operations of one call.
 * @returns By name: median GFLOP/s, the quartiles, per cent of the ceiling, microseconds a call.
 */
export function measure(candidates, flops, { samples = 21, milliseconds = 2 } = {}) {
  const names = Object.keys(candidates);
  const repetitions = names.map((name) => calibrate(candidates[name], milliseconds));
  const results = names.map(() => []);
  const wanted = names.map(() => samples);
  const began = performance.now();
  while (results.some((list, i) => list.length < wanted[i])) {
    for (const [i, name] of names.entries()) {
      if (results[i].length >= wanted[i]) continue;
      const before = ceiling();
      const start = performance.now();
      for (let r = 0; r < repetitions[i]; r++) candidates[name]();
      const microseconds = ((performance.now() - start) * 1e3) / repetitions[i];
      const top = Math.min(before, ceiling());
      const isPatient = performance.now() - began < patienceMilliseconds;
      if (isPatient && top < undisturbed * best) continue;
      if (!isPatient && results[i].length >= 3) wanted[i] = results[i].length;
      if (results[i].length >= wanted[i]) continue;
      results[i].push({ microseconds, gflops: flops / microseconds / 1e3, percent: flops / microseconds / 10 / top });
      // A slow candidate takes fewer samples.
      if (microseconds * repetitions[i] > 200_000) wanted[i] = Math.min(wanted[i], 3);
    }
  }
  return Object.fromEntries(
    names.map((name, i) => {
      const at = (key, q) =>
        quantile(
          results[i].map((result) => result[key]),
          q,
        );
      const spread = [at('gflops', 0.25), at('gflops', 0.75)];
      const [gflops, percent, microseconds] = ['gflops', 'percent', 'microseconds'].map((key) => at(key, 0.5));
      return [name, { gflops, spread, percent, microseconds }];
    }),
  );
}
