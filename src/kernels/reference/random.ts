import type { Kernels, Views } from '../kernels.js';

type Random = Pick<
  Kernels,
  'randomUniform' | 'randomNormal' | 'randomTruncatedNormal' | 'dropoutMask' | 'advance' | 'permutation'
>;

type Words = [number, number, number, number];

/** The upper half of the product of two words, in 16-bit steps that a double holds exactly. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const first = aHigh * bLow + Math.floor((aLow * bLow) / 65536);
  const second = aLow * bHigh + (first % 65536);
  return aHigh * bHigh + Math.floor(first / 65536) + Math.floor(second / 65536);
}

/** Philox 4×32-10: ten rounds on a counter of four words with a key of two. */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [x0, x1, x2, x3] = counter;
  let [key0, key1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(x0, 0xd2511f53);
    const high1 = multiplyHigh(x2, 0xcd9e8d57);
    const low0 = Math.imul(x0, 0xd2511f53) >>> 0;
    const low1 = Math.imul(x2, 0xcd9e8d57) >>> 0;
    x0 = (high1 ^ x1 ^ key0) >>> 0;
    x2 = (high0 ^ x3 ^ key1) >>> 0;
    x1 = low1;
    x3 = low0;
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  return [x0, x1, x2, x3];
}

/** √2·erf⁻¹(s·erf(√2)): Newton steps on erf, whose series converges well up to √2. */
function truncatedNormal(s: number): number {
  const wanted = s * 0.9544997361036416;
  let x = 0;
  for (let step = 0; step < 12; step++) {
    let term = x;
    let sum = 0;
    for (let k = 0; k < 40; k++) {
      sum += term / (2 * k + 1);
      term *= (-x * x) / (k + 1);
    }
    const value = (2 / Math.sqrt(Math.PI)) * sum;
    x -= ((value - wanted) * Math.sqrt(Math.PI) * Math.exp(x * x)) / 2;
  }
  return x * Math.SQRT2;
}

export function random(views: Views): Random {
  /** Calls `use` with each block of four words and the index of its first element. */
  const blocks = (
    n: number,
    key0: number,
    key1: number,
    stream: number,
    use: (words: Words, first: number) => void,
  ) => {
    for (let i = 0; i < n; i += 4) use(philox([i / 4, stream, 0, 0], [key0 >>> 0, key1 >>> 0]), i);
  };

  /** out[i] = numbers[i mod 4] made from the words of its block. */
  const fill = (out: number, n: number, key0: number, key1: number, numbers: (words: Words) => number[]) => {
    blocks(n, key0, key1, 0, (words, first) => {
      for (const [lane, value] of numbers(words).entries()) {
        if (first + lane < n) views.f32[(out >>> 2) + first + lane] = value;
      }
    });
  };

  return {
    randomUniform(out, n, key0, key1, minimum, maximum) {
      const range = maximum - minimum;
      fill(out, n, key0, key1, (words) => words.map((word) => minimum + (word >>> 8) * 2 ** -24 * range));
    },

    randomNormal(out, n, key0, key1, mean, deviation) {
      fill(out, n, key0, key1, (words) =>
        words.map((_, lane) => {
          const first = lane & 2;
          const radius = Math.sqrt(-2 * Math.log(((words[first] >>> 8) + 1) * 2 ** -24));
          const angle = Math.PI * (words[first + 1] >> 8) * 2 ** -23;
          return mean + deviation * radius * (lane & 1 ? Math.sin(angle) : Math.cos(angle));
        }),
      );
    },

    randomTruncatedNormal(out, n, key0, key1, mean, deviation) {
      fill(out, n, key0, key1, (words) =>
        words.map((word) => mean + deviation * truncatedNormal(((word >> 8) | 1) * 2 ** -23)),
      );
    },

    dropoutMask(out, state, n, rate) {
      const [key0, key1, step] = views.u32.subarray(state >>> 2, (state >>> 2) + 3);
      const threshold = Math.floor(rate * 2 ** 32);
      blocks(n, key0, key1, step, (words, first) => {
        for (let lane = 0; lane < 4 && first + lane < n; lane++) {
          views.f32[(out >>> 2) + first + lane] = words[lane] >= threshold && rate < 1 ? 1 / (1 - rate) : 0;
        }
      });
    },

    advance(state) {
      views.u32[(state >>> 2) + 2]++;
    },

    permutation(out, n, key0, key1) {
      const order = views.u32.subarray(out >>> 2, (out >>> 2) + n);
      for (let i = 0; i < n; i++) order[i] = i;
      blocks(n - 1, key0, key1, 0, (words, first) => {
        for (let lane = 0; lane < 4 && first + lane < n - 1; lane++) {
          const i = n - 1 - first - lane;
          const j = multiplyHigh(words[lane], i + 1);
          [order[i], order[j]] = [order[j], order[i]];
        }
      });
    },
  };
}
