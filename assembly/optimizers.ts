// One step of an optimizer over n floats: parameters, gradients and slots lie side by side in the same order. What changes
// from step to step comes from `state`, so that a recorded call stays valid. Operations are rounded in the order in which
// Keras writes them. Nothing may overlap. n is a multiple of 16, for in a block each variable has whole lines of 64 bytes; but
// norms are those of single variables, too.
//
// Momenta below 1e-30 become 0. That of a weight whose gradient stays 0, as behind a relu that no longer fires, would
// otherwise shrink until it is denormal and remain so, and each of its products take many times as long. A velocity that
// shrinks as fast becomes 0 where adding it to epsilon has long changed nothing.

import { scale } from './elementwise';
import { flush4, storeFirst, sumLanes } from './simd';

const LEAST = memory.data<f32>([1e-30]);

/**
 * m += (g - m)·(1 - β₁); v += (g² - v)·(1 - β₂); w -= m·α/(sqrt(v) + ε), α = state[0] =
 * learning rate·sqrt(1 - β₂^t)/(1 - β₁^t). With `velocityHat`, which may be 0, the divisor has v̂ = max(v̂, v).
 */
export function adam(
  parameter: usize, gradient: usize, momentum: usize, velocity: usize, velocityHat: usize, state: usize,
  n: i32, oneMinusBeta1: f32, oneMinusBeta2: f32, epsilon: f32,
): void {
  const alphas = v128.load32_splat(state);
  const as = f32x4.splat(oneMinusBeta1);
  const bs = f32x4.splat(oneMinusBeta2);
  const epsilons = f32x4.splat(epsilon);
  const leasts = v128.load32_splat(LEAST);
  const end = parameter + (<usize>n << 2);
  // Two vectors a turn: compilers that load early keep the divider busier.
  for (; parameter < end; parameter += 32, gradient += 32, momentum += 32, velocity += 32) {
    step4(parameter, gradient, momentum, velocity, velocityHat, alphas, as, bs, epsilons, leasts);
    const next = velocityHat ? velocityHat + 16 : 0;
    step4(parameter + 16, gradient + 16, momentum + 16, velocity + 16, next, alphas, as, bs, epsilons, leasts);
    if (velocityHat) velocityHat += 32;
  }
}

// @ts-ignore: decorator
@inline
function step4(
  w: usize, g: usize, m: usize, v: usize, vHat: usize,
  alphas: v128, as: v128, bs: v128, epsilons: v128, leasts: v128,
): void {
  const gi = v128.load(g);
  let mi = v128.load(m);
  let vi = v128.load(v);
  mi = flush4(f32x4.add(mi, f32x4.mul(f32x4.sub(gi, mi), as)), leasts);
  vi = f32x4.add(vi, f32x4.mul(f32x4.sub(f32x4.mul(gi, gi), vi), bs));
  v128.store(m, mi);
  v128.store(v, vi);
  if (vHat) {
    vi = f32x4.max(v128.load(vHat), vi);
    v128.store(vHat, vi);
  }
  const change = f32x4.div(f32x4.mul(mi, alphas), f32x4.add(f32x4.sqrt(vi), epsilons));
  v128.store(w, f32x4.sub(v128.load(w), change));
}

/** w -= state[0]·g, state[0] = learning rate. */
export function sgd(parameter: usize, gradient: usize, state: usize, n: i32): void {
  const rates = v128.load32_splat(state);
  for (const end = parameter + (<usize>n << 2); parameter < end; parameter += 16, gradient += 16) {
    v128.store(parameter, f32x4.sub(v128.load(parameter), f32x4.mul(v128.load(gradient), rates)));
  }
}

/** m = μ·m - state[0]·g; w += m, with `nesterov` w += μ·m - state[0]·g. */
export function sgdMomentum(
  parameter: usize, gradient: usize, momentum: usize, state: usize, n: i32, mu: f32, nesterov: i32,
): void {
  const rates = v128.load32_splat(state);
  const mus = f32x4.splat(mu);
  const leasts = v128.load32_splat(LEAST);
  const end = parameter + (<usize>n << 2);
  for (; parameter < end; parameter += 16, gradient += 16, momentum += 16) {
    const down = f32x4.mul(v128.load(gradient), rates);
    let m = flush4(f32x4.sub(f32x4.mul(v128.load(momentum), mus), down), leasts);
    v128.store(momentum, m);
    if (nesterov) m = f32x4.sub(f32x4.mul(m, mus), down);
    v128.store(parameter, f32x4.add(v128.load(parameter), m));
  }
}

/**
 * v = ρ·v + (1 - ρ)·g²; d = v + ε, or with `average` a = ρ·a + (1 - ρ)·g, d = v - a² + ε; c = state[0]·g/sqrt(d);
 * w -= c, or with `momentum` m = μ·m + c, w -= m. `momentum` and `average` may be 0.
 */
export function rmsprop(
  parameter: usize, gradient: usize, velocity: usize, momentum: usize, average: usize, state: usize,
  n: i32, rho: f32, oneMinusRho: f32, mu: f32, epsilon: f32,
): void {
  const rates = v128.load32_splat(state);
  const rhos = f32x4.splat(rho);
  const rests = f32x4.splat(oneMinusRho);
  const mus = f32x4.splat(mu);
  const epsilons = f32x4.splat(epsilon);
  const least = load<f32>(LEAST);
  const leasts = f32x4.splat(least), leastVelocities = f32x4.splat(min<f32>(least, epsilon * 1e-8));
  const bytes = <usize>n << 2;
  for (let p: usize = 0; p < bytes; p += 16) {
    const g = v128.load(gradient + p);
    const next = f32x4.add(f32x4.mul(v128.load(velocity + p), rhos), f32x4.mul(f32x4.mul(g, g), rests));
    const v = flush4(next, leastVelocities);
    v128.store(velocity + p, v);
    let divisor = v;
    if (average) {
      const a = flush4(f32x4.add(f32x4.mul(v128.load(average + p), rhos), f32x4.mul(g, rests)), leasts);
      v128.store(average + p, a);
      divisor = f32x4.sub(v, f32x4.mul(a, a));
    }
    let change = f32x4.div(f32x4.mul(g, rates), f32x4.sqrt(f32x4.add(divisor, epsilons)));
    if (momentum) {
      change = flush4(f32x4.add(f32x4.mul(v128.load(momentum + p), mus), change), leasts);
      v128.store(momentum + p, change);
    }
    v128.store(parameter + p, f32x4.sub(v128.load(parameter + p), change));
  }
}

/** g = min(max(g, -limit), limit). */
export function clipByValue(gradient: usize, n: i32, limit: f32): void {
  const high = f32x4.splat(limit), low = f32x4.splat(-limit);
  for (const end = gradient + (<usize>n << 2); gradient < end; gradient += 16) {
    v128.store(gradient, f32x4.pmin(f32x4.pmax(v128.load(gradient), low), high));
  }
}

/**
 * out[0] = Σ a². Sixteen float32 sums in four vectors: of the whole sixteens element i in sum i mod 16, of the fours behind
 * them all in s0, in sum i mod 4. Then the vectors, (s0 + s1) + (s2 + s3), then the lanes: (0 + 2) + (1 + 3). The elements of
 * the last n mod 4 are added one by one.
 */
export function sumOfSquares(out: usize, a: usize, n: i32): void {
  const end = a + (<usize>n << 2);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; a + 64 <= end; a += 64) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const a2 = v128.load(a, 32);
    const a3 = v128.load(a, 48);
    s0 = f32x4.add(s0, f32x4.mul(a0, a0));
    s1 = f32x4.add(s1, f32x4.mul(a1, a1));
    s2 = f32x4.add(s2, f32x4.mul(a2, a2));
    s3 = f32x4.add(s3, f32x4.mul(a3, a3));
  }
  for (; a + 16 <= end; a += 16) {
    const rest = v128.load(a);
    s0 = f32x4.add(s0, f32x4.mul(rest, rest));
  }
  let sum = sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  for (; a < end; a += 4) sum += load<f32>(a) * load<f32>(a);
  store<f32>(out, sum);
}

/** g = g·limit/max(sqrt(squares[0]), limit): the norm of one variable. */
export function scaleToNorm(gradient: usize, squares: usize, n: i32, limit: f32): void {
  const divisors = f32x4.splat(max(sqrt<f32>(load<f32>(squares)), limit));
  const limits = f32x4.splat(limit);
  for (; n >= 4; n -= 4, gradient += 16) {
    v128.store(gradient, f32x4.div(f32x4.mul(v128.load(gradient), limits), divisors));
  }
  if (n > 0) storeFirst(gradient, f32x4.div(f32x4.mul(v128.load(gradient), limits), divisors), n);
}

/** g = g·(limit·min(1/N, 1/limit)), N = sqrt(squares[0]): the norm of all variables. All NaN where N is not finite. */
export function scaleToGlobalNorm(gradient: usize, squares: usize, n: i32, limit: f32): void {
  const norm = sqrt<f32>(load<f32>(squares));
  scale(gradient, gradient, n, limit * min<f32>(1 / norm, 1 / limit) + (norm - norm));
}

/** w -= w·decay·state[0], state[0] = learning rate. */
export function decayWeights(parameter: usize, state: usize, n: i32, decay: f32): void {
  const rates = v128.load32_splat(state);
  const decays = f32x4.splat(decay);
  for (const end = parameter + (<usize>n << 2); parameter < end; parameter += 16) {
    const w = v128.load(parameter);
    v128.store(parameter, f32x4.sub(w, f32x4.mul(f32x4.mul(w, decays), rates)));
  }
}

/** average = μ·average + (1 - μ)·w, μ = state[0]. */
export function movingAverage(average: usize, parameter: usize, state: usize, n: i32): void {
  const mus = v128.load32_splat(state);
  const rests = f32x4.sub(f32x4.splat(1), mus);
  for (const end = average + (<usize>n << 2); average < end; average += 16, parameter += 16) {
    v128.store(average, f32x4.add(f32x4.mul(v128.load(average), mus), f32x4.mul(v128.load(parameter), rests)));
  }
}
