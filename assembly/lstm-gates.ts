// What happens between the products of an LSTM: the gates of a row and their gradients. A row has 16 floats of gates
// for every 4 units, [i4 f4 c4 o4], and 4 floats of everything else.

import { activate, activationAny, derivativeAny, TANH } from './activations';
import { flush4, lanesUpTo4, one4, sigmoidClamped4, tanh4 } from './simd';

const LEAST = memory.data<f32>([1e-25]);

/** Groups of four units whose gates are worked out before their outputs. */
const chunk = 64;

/**
 * In groups of four units: i, f, o = sigmoid, g = tanh of the sums in `gates`, which they replace; c' = f·c + i·g;
 * active = tanh c'; h = o·active. `cNext` may be `c`.
 *
 * tanh c' waits for everything else of its group. In a loop of its own it waits together with that of its neighbours,
 * and four groups share the constants.
 */
export function gatesForward(gates: usize, cNext: usize, active: usize, h: usize, c: usize, groups: i32): void {
  for (; groups > 0; groups -= chunk) {
    const n = min(groups, chunk);
    let z = gates, next = cNext;
    for (let k = n; k > 0; k--, z += 64, next += 16, c += 16) {
      const i = sigmoidClamped4(v128.load(z, 0));
      const f = sigmoidClamped4(v128.load(z, 16));
      const g = tanh4(v128.load(z, 32));
      const o = sigmoidClamped4(v128.load(z, 48));
      v128.store(z, i, 0);
      v128.store(z, f, 16);
      v128.store(z, g, 32);
      v128.store(z, o, 48);
      v128.store(next, f32x4.add(f32x4.mul(f, v128.load(c)), f32x4.mul(i, g)));
    }
    activate(active, cNext, 4 * n, TANH);
    cNext = next;
    for (let k = n; k > 0; k--, gates += 64, active += 16, h += 16) {
      v128.store(h, f32x4.mul(v128.load(gates, 48), v128.load(active)));
    }
  }
}

/**
 * The way back of gatesForward: `gates` become the gradients of the sums and `dC` that of the c before the step.
 *
 *   dc = dC + dH·o·(1 - active²)    di = dc·g·i(1-i)    df = dc·c·f(1-f)    dg = dc·i·(1-g²)    do = dH·active·o(1-o)
 *
 * Gradients of sums below 1e-25 become 0: gradients that vanish over many steps would otherwise make products that are
 * denormal, for which a multiply takes several times as long.
 */
export function gatesBackward(gates: usize, dC: usize, dH: usize, c: usize, active: usize, groups: i32): void {
  const one = one4(), least = v128.load32_splat(LEAST);
  for (; groups > 0; groups--, gates += 64, dC += 16, dH += 16, c += 16, active += 16) {
    const i = v128.load(gates, 0), f = v128.load(gates, 16), g = v128.load(gates, 32), o = v128.load(gates, 48);
    const t = v128.load(active), dh = v128.load(dH);
    const dho = f32x4.mul(dh, o);
    const dc = f32x4.add(v128.load(dC), f32x4.mul(dho, f32x4.sub(one, f32x4.mul(t, t))));
    const dci = f32x4.mul(dc, i), dcf = f32x4.mul(dc, f);
    v128.store(gates, flush4(f32x4.mul(f32x4.mul(dci, g), f32x4.sub(one, i)), least), 0);
    v128.store(gates, flush4(f32x4.mul(f32x4.mul(dcf, v128.load(c)), f32x4.sub(one, f)), least), 16);
    v128.store(gates, flush4(f32x4.mul(dci, f32x4.sub(one, f32x4.mul(g, g))), least), 32);
    v128.store(gates, flush4(f32x4.mul(f32x4.mul(dho, t), f32x4.sub(one, o)), least), 48);
    v128.store(dC, dcf);
  }
}

/**
 * gatesForward for any activations, one row of `units`. The sums stay in `gates`: their derivatives are taken there. What
 * lies beyond the units of the last group is kept 0, which f(0) need not be.
 */
export function gatesForwardGeneral(
  gates: usize, cNext: usize, active: usize, h: usize, c: usize, units: i32, activation: i32, recurrentActivation: i32,
): void {
  for (; units > 0; units -= 4, gates += 64, cNext += 16, active += 16, h += 16, c += 16) {
    const i = activationAny(recurrentActivation, v128.load(gates, 0));
    const f = activationAny(recurrentActivation, v128.load(gates, 16));
    const g = activationAny(activation, v128.load(gates, 32));
    const o = activationAny(recurrentActivation, v128.load(gates, 48));
    const next = f32x4.add(f32x4.mul(f, v128.load(c)), f32x4.mul(i, g));
    const t = activationAny(activation, next);
    v128.store(cNext, lanesUpTo4(next, units));
    v128.store(active, lanesUpTo4(t, units));
    v128.store(h, lanesUpTo4(f32x4.mul(o, t), units));
  }
}

/** gatesBackward for any activations, one row of `units`. `cNext` is c after the step. */
export function gatesBackwardGeneral(
  gates: usize, dC: usize, dH: usize, c: usize, cNext: usize, active: usize,
  units: i32, activation: i32, recurrentActivation: i32,
): void {
  for (; units > 0; units -= 4, gates += 64, dC += 16, dH += 16, c += 16, cNext += 16, active += 16) {
    const zi = v128.load(gates, 0), zf = v128.load(gates, 16), zg = v128.load(gates, 32), zo = v128.load(gates, 48);
    const i = activationAny(recurrentActivation, zi), f = activationAny(recurrentActivation, zf);
    const g = activationAny(activation, zg), o = activationAny(recurrentActivation, zo);
    const t = v128.load(active), dh = v128.load(dH);
    const slope = derivativeAny(activation, v128.load(cNext), t);
    const dc = f32x4.add(v128.load(dC), f32x4.mul(f32x4.mul(dh, o), slope));
    const di = f32x4.mul(f32x4.mul(dc, g), derivativeAny(recurrentActivation, zi, i));
    const df = f32x4.mul(f32x4.mul(dc, v128.load(c)), derivativeAny(recurrentActivation, zf, f));
    const dg = f32x4.mul(f32x4.mul(dc, i), derivativeAny(activation, zg, g));
    const dO = f32x4.mul(f32x4.mul(dh, t), derivativeAny(recurrentActivation, zo, o));
    v128.store(gates, lanesUpTo4(di, units), 0);
    v128.store(gates, lanesUpTo4(df, units), 16);
    v128.store(gates, lanesUpTo4(dg, units), 32);
    v128.store(gates, lanesUpTo4(dO, units), 48);
    v128.store(dC, lanesUpTo4(f32x4.mul(dc, f), units));
  }
}
