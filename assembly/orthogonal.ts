// The orthogonal factor of a matrix by Householder reflections. Columns lie side by side in the workspace, so that every
// inner loop runs over neighbouring floats; four columns share the loads of a reflector.

import { scale } from './elementwise';
import { sumLanes } from './simd';
import { transposeStrided } from './transpose';

/**
 * q[rows,columns] = the Q of a = Q·R with orthonormal columns and a positive diagonal of R; rows ≥ columns. `workspace`
 * holds columns·(rows + 2) floats. `q` may be `a`.
 */
export function orthogonalize(q: usize, a: usize, workspace: usize, rows: i32, columns: i32): void {
  const stride = <usize>rows << 2, rowStride = <usize>columns << 2;
  const taus = workspace + stride * <usize>columns;
  const signs = taus + rowStride;
  transposeStrided(workspace, stride, a, rowStride, rows, columns);
  for (let j = 0; j < columns; j++) {
    const v = workspace + <usize>j * stride + (<usize>j << 2);
    const tau = makeReflector(v, rows - j, signs + (<usize>j << 2));
    store<f32>(taus + (<usize>j << 2), tau);
    reflect(v + stride, v, tau, columns - j - 1, rows - j, stride);
  }
  // Q = H0·H1·…·I, from the last reflector to the first, each column in the place of its reflector. Rows above the
  // diagonal hold R, which is not wanted.
  for (let j = columns - 1; j >= 0; j--) {
    const v = workspace + <usize>j * stride + (<usize>j << 2);
    const tau = load<f32>(taus + (<usize>j << 2));
    for (let k = j + 1; k < columns; k++) store<f32>(v + <usize>(k - j) * stride, 0);
    reflect(v + stride, v, tau, columns - j - 1, rows - j, stride);
    scale(v, v, rows - j, -tau);
    store<f32>(v, 1 + load<f32>(v));
  }
  for (let j = 0; j < columns; j++) {
    const column = workspace + <usize>j * stride;
    scale(column, column, rows, load<f32>(signs + (<usize>j << 2)));
  }
  transposeStrided(q, rowStride, workspace, stride, columns, rows);
}

/**
 * Replaces x by the v, v[0] = 1, of the reflection I - τ·v·vᵀ that takes x to (±‖x‖, 0, …), and returns τ. The sign is
 * the one that avoids cancellation; it goes to `sign`.
 */
function makeReflector(x: usize, n: i32, sign: usize): f32 {
  const alpha = load<f32>(x);
  const norm = sqrt<f32>(dot(x, x, n));
  const beta = alpha > 0 ? -norm : norm;
  store<f32>(sign, alpha > 0 ? -1 : 1);
  if (norm > 0) scale(x, x, n, 1 / (alpha - beta));
  store<f32>(x, 1);
  return norm == 0 ? 0 : (beta - alpha) / beta;
}

function dot(a: usize, b: usize, n: i32): f32 {
  let lanes = f32x4.splat(0);
  for (; n >= 4; n -= 4, a += 16, b += 16) lanes = f32x4.add(lanes, f32x4.mul(v128.load(a), v128.load(b)));
  let sum = sumLanes(lanes);
  for (; n > 0; n--, a += 4, b += 4) sum += load<f32>(a) * load<f32>(b);
  return sum;
}

/** c -= τ·(v·c)·v for `count` columns c of n floats, `stride` bytes apart. */
function reflect(c: usize, v: usize, tau: f32, count: i32, n: i32, stride: usize): void {
  const whole = (<usize>n & ~3) << 2;
  const end = <usize>n << 2;
  for (; count >= 4; count -= 4, c += 4 * stride) {
    const c1 = c + stride;
    const c2 = c1 + stride;
    const c3 = c2 + stride;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let p: usize = 0; p < whole; p += 16) {
      const vi = v128.load(v + p);
      s0 = f32x4.add(s0, f32x4.mul(vi, v128.load(c + p)));
      s1 = f32x4.add(s1, f32x4.mul(vi, v128.load(c1 + p)));
      s2 = f32x4.add(s2, f32x4.mul(vi, v128.load(c2 + p)));
      s3 = f32x4.add(s3, f32x4.mul(vi, v128.load(c3 + p)));
    }
    let t0 = sumLanes(s0);
    let t1 = sumLanes(s1);
    let t2 = sumLanes(s2);
    let t3 = sumLanes(s3);
    for (let p = whole; p < end; p += 4) {
      const vi = load<f32>(v + p);
      t0 += vi * load<f32>(c + p);
      t1 += vi * load<f32>(c1 + p);
      t2 += vi * load<f32>(c2 + p);
      t3 += vi * load<f32>(c3 + p);
    }
    s0 = f32x4.splat(t0 * tau);
    s1 = f32x4.splat(t1 * tau);
    s2 = f32x4.splat(t2 * tau);
    s3 = f32x4.splat(t3 * tau);
    for (let p: usize = 0; p < whole; p += 16) {
      const vi = v128.load(v + p);
      v128.store(c + p, f32x4.sub(v128.load(c + p), f32x4.mul(vi, s0)));
      v128.store(c1 + p, f32x4.sub(v128.load(c1 + p), f32x4.mul(vi, s1)));
      v128.store(c2 + p, f32x4.sub(v128.load(c2 + p), f32x4.mul(vi, s2)));
      v128.store(c3 + p, f32x4.sub(v128.load(c3 + p), f32x4.mul(vi, s3)));
    }
    for (let p = whole; p < end; p += 4) {
      const vi = load<f32>(v + p);
      store<f32>(c + p, load<f32>(c + p) - vi * (t0 * tau));
      store<f32>(c1 + p, load<f32>(c1 + p) - vi * (t1 * tau));
      store<f32>(c2 + p, load<f32>(c2 + p) - vi * (t2 * tau));
      store<f32>(c3 + p, load<f32>(c3 + p) - vi * (t3 * tau));
    }
  }
  for (; count > 0; count--, c += stride) {
    const factor = dot(v, c, n) * tau;
    for (let p: usize = 0; p < end; p += 4) store<f32>(c + p, load<f32>(c + p) - load<f32>(v + p) * factor);
  }
}
