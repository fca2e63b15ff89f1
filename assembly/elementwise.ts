// Element-wise kernels over n floats. 16 floats an iteration: four independent chains hide the latency of loads.

/** out[i] = value. */
export function fill(out: usize, n: i32, value: f32): void {
  const end = out + (<usize>n << 2);
  const vector = f32x4.splat(value);
  for (const last = end - 16; out <= last; out += 16) v128.store(out, vector);
  for (; out < end; out += 4) store<f32>(out, value);
}

/** out[i] = a[i]. The ranges may overlap. */
export function copy(out: usize, a: usize, n: i32): void {
  memory.copy(out, a, <usize>n << 2);
}

/** out[i] = a[i] + b[i]. `out` may be `a` or `b`. */
export function add(out: usize, a: usize, b: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  for (const last = end - 16; out <= last; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  }
  for (; out < end; out += 4, a += 4, b += 4) store<f32>(out, load<f32>(a) + load<f32>(b));
}

/** out[i] = a[i]·b[i]. `out` may be `a` or `b`. */
export function multiply(out: usize, a: usize, b: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  for (const last = end - 16; out <= last; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  }
  for (; out < end; out += 4, a += 4, b += 4) store<f32>(out, load<f32>(a) * load<f32>(b));
}

/** out[i] = a[i]·factor. `out` may be `a`. */
export function scale(out: usize, a: usize, n: i32, factor: f32): void {
  const end = out + (<usize>n << 2);
  const vector = f32x4.splat(factor);
  for (const last = end - 16; out <= last; out += 16, a += 16) v128.store(out, f32x4.mul(v128.load(a), vector));
  for (; out < end; out += 4, a += 4) store<f32>(out, load<f32>(a) * factor);
}

/** Row i of `out` = row i of `a`, `columns` floats; rows begin `outStride` and `aStride` floats apart. No overlap. */
export function copyRows(out: usize, a: usize, rows: i32, columns: i32, outStride: i32, aStride: i32): void {
  const bytes = <usize>columns << 2;
  for (; rows > 0; rows--, out += <usize>outStride << 2, a += <usize>aStride << 2) memory.copy(out, a, bytes);
}
