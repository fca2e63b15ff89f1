/**
 * Starts to measure. The function returned tells the milliseconds since: `wall` by the clock, `cpu` of this process, and
 * `taken`, the lesser of the two. On a busy machine the clock also counts what other processes do meanwhile, and it does so more
 * for long samples than for short ones; CPU time also counts the engine's helpers on other cores.
 */
export function stopwatch() {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  return () => {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpu = (user + system) / 1e3;
    return { wall, cpu, taken: Math.min(wall, cpu) };
  };
}
