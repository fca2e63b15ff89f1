// The most that one core can do with 128-bit vectors, for benchmarks only.

/**
 * 12 independent chains of `n` additions, 4 floats each. The operand is a parameter: an engine may build a constant
 * anew at each use. A core that adds and multiplies side by side does twice as many operations.
 */
function chains(n: i32, v: v128): v128 {
  let a = v, b = v, c = v, d = v, e = v, f = v, g = v, h = v, i = v, j = v, k = v, l = v;
  for (; n > 0; n--) {
    a = f32x4.add(a, v), b = f32x4.add(b, v), c = f32x4.add(c, v), d = f32x4.add(d, v);
    e = f32x4.add(e, v), f = f32x4.add(f, v), g = f32x4.add(g, v), h = f32x4.add(h, v);
    i = f32x4.add(i, v), j = f32x4.add(j, v), k = f32x4.add(k, v), l = f32x4.add(l, v);
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  i = f32x4.add(f32x4.add(i, j), f32x4.add(k, l));
  return f32x4.add(f32x4.add(a, e), i);
}

/** Does 48·n additions. The result is returned so that they are not left out. */
export function additions(n: i32, value: f32): f32 {
  return f32x4.extract_lane(chains(n, f32x4.splat(value)), 0);
}
