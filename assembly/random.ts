// Random numbers from Philox 4×32-10 (Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011): a block of four
// words is a function of a key of two words and a counter of four, so every element has its number whatever came before.
//
// The counter is (block, stream, 0, 0), element i takes word i mod 4 of block i div 4. Four blocks at a time, word by word:
//
//            lane 0   lane 1   lane 2   lane 3
//   x0        b·4+0    b·4+1    b·4+2    b·4+3     <- word 0 of four blocks, and so on to x3; transposed at the end

import { log4, madd, polynomial, storeUpTo4, withSign4 } from './simd';

const MULTIPLIERS = memory.data<u32>([0xd2511f53, 0xcd9e8d57]);
const KEY_STEPS = memory.data<u32>([0x9e3779b9, 0xbb67ae85]);

/** One value each; read with load32_splat: all are read a few times a call, or between many other operations. */
const C = memory.data<f32>([
  5.9604644775390625e-8, // 0: 2^-24
  1.1920928955078125e-7, // 4: 2^-23
  0.9544997361036416, // 8: erf(√2)
  1.4142135623730951, // 12: √2
  2, // 16
  0.5, // 20
  1, // 24
  -2, // 28
]);

/** sin(πx)/x in powers of x² for |x| ≤ ¼, highest first; |error| < 1e-8. */
const SINE = memory.data<f32>([-0.5890784859657288, 2.549767255783081, -5.167707920074463, 3.1415927410125732], 16);
/** (cos(πx) - 1)/x² in powers of x² for |x| ≤ ¼, highest first; |error| < 4e-9. */
const COSINE = memory.data<f32>([0.23212584853172302, -1.3351378440856934, 4.05871057510376, -4.934802055358887], 16);
/** erf⁻¹(x)/x in powers of w = -ln(1 - x²) for w ≤ 2.42, that is |x| ≤ erf(√2), highest first; |error| < 3e-8. */
const INVERSE_ERF = memory.data<f32>([
  -4.554663519229507e-06, 6.452104571508244e-05, -0.00015349549357779324, -0.0023159498814493418,
  0.01154235377907753, 0.23201462626457214, 0.8862268924713135,
], 16);

/** Room for four blocks of which not all words are wanted; nothing of it outlives a call. No two threads draw at once: these calls are never shared. */
const words = memory.data(64, 16);

/** The upper halves of the four products a·b. */
// @ts-ignore: decorator
@inline
function upperHalves(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Writes blocks block … block + 3: 16 words, 64 bytes. */
function fourBlocks(out: usize, block: i32, stream: i32, key0: i32, key1: i32): void {
  const m0 = v128.load32_splat(MULTIPLIERS);
  const m1 = v128.load32_splat(MULTIPLIERS, 4);
  let x0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(stream);
  let x2 = i32x4.splat(0);
  let x3 = i32x4.splat(0);
  let keys0 = i32x4.splat(key0);
  let keys1 = i32x4.splat(key1);
  const steps0 = v128.load32_splat(KEY_STEPS);
  const steps1 = v128.load32_splat(KEY_STEPS, 4);
  for (let round = 0; round < 10; round++) {
    const upper0 = upperHalves(x0, m0);
    const upper1 = upperHalves(x2, m1);
    const lower0 = i32x4.mul(x0, m0);
    const lower1 = i32x4.mul(x2, m1);
    x0 = v128.xor(v128.xor(upper1, x1), keys0);
    x1 = lower1;
    x2 = v128.xor(v128.xor(upper0, x3), keys1);
    x3 = lower0;
    keys0 = i32x4.add(keys0, steps0);
    keys1 = i32x4.add(keys1, steps1);
  }
  const a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/** What is made of the words. */
const UNIFORM: i32 = 0;
const NORMAL: i32 = 1;
const TRUNCATED: i32 = 2;
const MASK: i32 = 3;

// @ts-ignore: decorator
@inline
function transform(kind: i32, words: v128, a: v128, b: v128): v128 {
  if (kind == UNIFORM) {
    const unit = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), v128.load32_splat(C, 0));
    return madd(unit, b, a);
  }
  if (kind == NORMAL) return madd(normal4(words), b, a);
  if (kind == TRUNCATED) return madd(truncatedNormal4(words), b, a);
  return v128.and(b, i32x4.ge_u(words, a));
}

/**
 * Box and Muller: words 0 and 1 give two numbers, words 2 and 3 two more. From the first of each pair the radius
 * sqrt(-2 ln u), u = (word div 2^8 + 1)/2^24, from the second the angle π·x, x = word div 2^8 as a signed number/2^23.
 */
function normal4(words: v128): v128 {
  const first = v128.shuffle<i32>(words, words, 0, 0, 2, 2);
  const second = v128.shuffle<i32>(words, words, 1, 1, 3, 3);
  const whole = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(first, 8)), v128.load32_splat(C, 24));
  const radius = f32x4.sqrt(f32x4.mul(log4(f32x4.mul(whole, v128.load32_splat(C, 0))), v128.load32_splat(C, 28)));
  const x = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(second, 8)), v128.load32_splat(C, 4));
  // x = quarter/2 + f, |f| ≤ ¼: cosine and sine of πf, swapped in odd quarters, with the sign of the quarter.
  const quarters = f32x4.nearest(f32x4.mul(x, v128.load32_splat(C, 16)));
  const f = f32x4.sub(x, f32x4.mul(quarters, v128.load32_splat(C, 20)));
  const square = f32x4.mul(f, f);
  const sine = f32x4.mul(polynomial(SINE, 4, square), f);
  const cosine = madd(polynomial(COSINE, 4, square), square, v128.load32_splat(C, 24));
  // Even lanes take the cosine, odd ones the sine: sin(πx) = cos(π(x - ½)), one quarter on.
  const quarter = i32x4.sub(i32x4.trunc_sat_f32x4_s(quarters), i32x4(0, 1, 0, 1));
  const odd = i32x4.shr_s(i32x4.shl(quarter, 31), 31);
  const negative = i32x4.shl(i32x4.shr_u(v128.xor(quarter, i32x4.shl(quarter, 1)), 1), 31);
  return f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), negative));
}

/** √2·erf⁻¹(s·erf(√2)), s = word div 2^8 as a signed number, made odd, /2^23: the normal distribution within ±2. */
function truncatedNormal4(words: v128): v128 {
  const s = f32x4.mul(f32x4.convert_i32x4_s(v128.or(i32x4.shr_s(words, 8), i32x4.splat(1))), v128.load32_splat(C, 4));
  const x = f32x4.mul(s, v128.load32_splat(C, 8));
  const one = v128.load32_splat(C, 24);
  const w = f32x4.neg(log4(f32x4.mul(f32x4.sub(one, x), f32x4.add(one, x))));
  const value = f32x4.mul(f32x4.mul(x, v128.load32_splat(C, 12)), polynomial(INVERSE_ERF, 7, w));
  return withSign4(f32x4.pmin(f32x4.abs(value), v128.load32_splat(C, 16)), value);
}

// @ts-ignore: decorator
@inline
function draw(kind: i32, out: usize, n: i32, stream: i32, key0: i32, key1: i32, a: v128, b: v128): void {
  let block = 0;
  for (; n >= 16; n -= 16, out += 64, block += 4) {
    fourBlocks(out, block, stream, key0, key1);
    v128.store(out, transform(kind, v128.load(out), a, b));
    v128.store(out, transform(kind, v128.load(out, 16), a, b), 16);
    v128.store(out, transform(kind, v128.load(out, 32), a, b), 32);
    v128.store(out, transform(kind, v128.load(out, 48), a, b), 48);
  }
  if (n > 0) fourBlocks(words, block, stream, key0, key1);
  for (let p = words; n > 0; n -= 4, out += 16, p += 16) storeUpTo4(out, transform(kind, v128.load(p), a, b), n);
}

/** Uniform in [minimum, maximum): 24 bits u of each word, out = minimum + u·(maximum - minimum). Stream 0. */
export function randomUniform(out: usize, n: i32, key0: i32, key1: i32, minimum: f32, maximum: f32): void {
  draw(UNIFORM, out, n, 0, key0, key1, f32x4.splat(minimum), f32x4.splat(maximum - minimum));
}

/** Normal. Stream 0. */
export function randomNormal(out: usize, n: i32, key0: i32, key1: i32, mean: f32, deviation: f32): void {
  draw(NORMAL, out, n, 0, key0, key1, f32x4.splat(mean), f32x4.splat(deviation));
}

/** Normal, only within two deviations of the mean; `deviation` is that before the cut. Stream 0. */
export function randomTruncatedNormal(out: usize, n: i32, key0: i32, key1: i32, mean: f32, deviation: f32): void {
  draw(TRUNCATED, out, n, 0, key0, key1, f32x4.splat(mean), f32x4.splat(deviation));
}

/**
 * out[i] = 0 with probability `rate`, else 1/(1 - rate). The state is u32: key0, key1, step, unused; the step is the
 * stream, so that a mask changes when `advance` has been called.
 */
export function dropoutMask(out: usize, state: usize, n: i32, rate: f32): void {
  if (rate >= 1) {
    memory.fill(out, 0, <usize>n << 2);
    return;
  }
  const threshold = i32x4.splat(<u32>(<f64>rate * 4294967296));
  const kept = f32x4.splat(1 / (1 - rate));
  draw(MASK, out, n, load<i32>(state, 8), load<i32>(state), load<i32>(state, 4), threshold, kept);
}

/** state[2] += 1. */
export function advance(state: usize): void {
  store<i32>(state, load<i32>(state, 8) + 1, 8);
}

/**
 * out (u32) = 0 … n - 1 in random order: for i from n - 1 down to 1, out[i] changes places with out[j],
 * j = word·(i + 1) div 2^32, where word is number n - 1 - i of stream 0.
 */
export function permutation(out: usize, n: i32, key0: i32, key1: i32): void {
  for (let i = 0; i < n; i++) store<i32>(out + (<usize>i << 2), i);
  for (let i = n - 1, count = 0; i > 0; i--, count++) {
    if ((count & 15) == 0) fourBlocks(words, count >> 2, 0, key0, key1);
    const word = <u64>load<u32>(words + (<usize>(count & 15) << 2));
    const p = out + (<usize>i << 2);
    const q = out + (<usize>((word * <u64>(i + 1)) >> 32) << 2);
    const swapped = load<i32>(p);
    store<i32>(p, load<i32>(q));
    store<i32>(q, swapped);
  }
}
