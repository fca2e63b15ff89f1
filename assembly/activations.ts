// Element-wise activations by number, and their derivatives.

/** The activation `id` of x: 0 linear, 1 relu, 2 sigmoid, 3 tanh, 10 hard_sigmoid. */
export function activateScalar(id: i32, x: f32): f32 {
  switch (id) {
    case 1: return max<f32>(x, 0);
    case 2: return 1 / (1 + Mathf.exp(-x));
    case 3: return Mathf.tanh(x);
    case 10: return min<f32>(max<f32>(x / 6 + 0.5, 0), 1);
    default: return x;
  }
}

/** The derivative of activation `id` at x. */
export function activateScalarGradient(id: i32, x: f32): f32 {
  const y = activateScalar(id, x);
  switch (id) {
    case 1: return x > 0 ? 1 : 0;
    case 2: return y * (1 - y);
    case 3: return 1 - y * y;
    case 10: return x > -3 && x < 3 ? <f32>1 / 6 : 0;
    default: return 1;
  }
}
