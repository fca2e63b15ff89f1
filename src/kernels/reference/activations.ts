/** The activation `id` of x: 0 linear, 1 relu, 2 sigmoid, 3 tanh, 10 hard_sigmoid. */
export function activate(id: number, x: number): number {
  switch (id) {
    case 1:
      return Math.max(x, 0);
    case 2:
      return 1 / (1 + Math.exp(-x));
    case 3:
      return Math.tanh(x);
    case 10:
      return Math.min(Math.max(x / 6 + 0.5, 0), 1);
    default:
      return x;
  }
}

/** The derivative of activation `id` at x. */
export function activateGradient(id: number, x: number): number {
  const y = activate(id, x);
  switch (id) {
    case 1:
      return x > 0 ? 1 : 0;
    case 2:
      return y * (1 - y);
    case 3:
      return 1 - y * y;
    case 10:
      return x > -3 && x < 3 ? 1 / 6 : 0;
    default:
      return 1;
  }
}
