import type { Kernels, Machine, Views } from '../kernels.js';
import { activations } from './activations.js';
import { constraints } from './constraints.js';
import { crossentropy } from './crossentropy.js';
import { elementwise } from './elementwise.js';
import { gemm } from './gemm.js';
import { losses } from './losses.js';
import { lstm } from './lstm.js';
import { lstmPack } from './lstm-pack.js';
import { metrics } from './metrics.js';
import { optimizers } from './optimizers.js';
import { orthogonal } from './orthogonal.js';
import { random } from './random.js';
import { reductions } from './reductions.js';
import { regularizers } from './regularizers.js';
import { rows } from './rows.js';
import { softmax } from './softmax.js';
import { transpose } from './transpose.js';

/**
 * The kernels in plain JavaScript: the oracle of the tests, the baseline of the benchmark, and what runs where
 * WebAssembly is refused and `useReference()` was called.
 */
function referenceKernels(views: Views): Kernels {
  return {
    ...activations(views),
    ...constraints(views),
    ...crossentropy(views),
    ...elementwise(views),
    ...gemm(views),
    ...losses(views),
    ...lstmPack(views),
    ...lstm(views),
    ...metrics(views),
    ...optimizers(views),
    ...orthogonal(views),
    ...random(views),
    ...reductions(views),
    ...regularizers(views),
    ...rows(views),
    ...softmax(views),
    ...transpose(views),
  };
}

/** Plain JavaScript in float32, or, to check gradients by differences, with every float held in 64 bits. */
export function referenceMachine(name: 'reference' | 'reference64' = 'reference'): Machine {
  const views: Views = { f32: new Float32Array(0), u32: new Uint32Array(0), f64: new Float64Array(0) };
  const renew = name === 'reference' ? share : separate;
  return {
    name,
    kernels: referenceKernels(views),
    base: 64,
    views,
    grow(bytes) {
      try {
        Object.assign(views, renew(views, Math.ceil(bytes / 8)));
        return true;
      } catch {
        return false;
      }
    },
  };
}

function share(old: Views, doubles: number): Views {
  const f64 = new Float64Array(doubles);
  const u32 = new Uint32Array(f64.buffer);
  u32.set(old.u32);
  return { f64, u32, f32: new Float32Array(f64.buffer) };
}

/** The three kinds of number no longer overlap, but keep their indices. */
function separate(old: Views, doubles: number): Views {
  const views = {
    f64: new Float64Array(doubles),
    u32: new Uint32Array(2 * doubles),
    f32: new Float64Array(2 * doubles),
  };
  for (const kind of ['f64', 'u32', 'f32'] as const) views[kind].set(old[kind]);
  return views;
}
