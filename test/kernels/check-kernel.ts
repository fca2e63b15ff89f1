import { expect, test } from 'vitest';
import { type KernelName, type Machine, referenceMachine, wasmMachine } from '../../src/kernels/index.js';

/** A tensor argument of a case: floats unless said otherwise. */
export interface Tensor {
  role: 'input' | 'output' | 'inout' | 'workspace';
  kind: 'f32' | 'u32' | 'f64';
  values: ArrayLike<number> & Iterable<number>;
}

export interface Case {
  /** Numbers are passed as they are, tensors by address. */
  args: readonly (number | Tensor)[];
  /**
   * Largest |difference| to `expected` or, without it, to the reference, relative to 1 + |expected|. 0: the same bits.
   * Default 2e-6, which the reference must keep to in any case.
   */
  tolerance?: number;
  /** What the outputs must be, where an oracle other than the reference kernel is wanted. One array per output or inout. */
  expected?: readonly ArrayLike<number>[];
  /** `tolerance` for the reference kernel, where it rounds less often than the oracle that is `expected`. */
  referenceTolerance?: number;
  /** What the kernel must return. */
  returns?: number;
}

export const input = (values: Tensor['values'], kind: Tensor['kind'] = 'f32'): Tensor => ({
  role: 'input',
  kind,
  values,
});
export const inout = (values: Tensor['values'], kind: Tensor['kind'] = 'f32'): Tensor => ({
  role: 'inout',
  kind,
  values,
});

/** A tensor that the kernel must fill: NaN before the call. */
export const output = (size: number, kind: Tensor['kind'] = 'f32'): Tensor => {
  return { role: 'output', kind, values: new Float64Array(size).fill(kind === 'u32' ? 0xdeadbeef : Number.NaN) };
};

/** Space that the kernel may use as it likes. */
export const workspace = (size: number): Tensor => ({
  role: 'workspace',
  kind: 'f32',
  values: new Float64Array(size).fill(Number.NaN),
});

/** The same numbers in every run, in [-scale, scale). */
export function random(size: number, scale = 1, seed = 1): Float32Array {
  let state = (seed * 2654435761 + size * 40503 + 12345) >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * scale;
  });
}

const guardFloats = 16;
const guard = 12345.678;

/** Runs a case on a machine and returns the outputs. Fails where the kernel wrote outside of them. */
function run(machine: Machine, kernel: KernelName, { args, returns }: Case): Float64Array[] {
  const places = new Map<Tensor, number>();
  let top = Math.ceil(machine.base / 64) * 64 + guardFloats * 4;
  for (const argument of args) {
    if (typeof argument === 'number') continue;
    const bytes = argument.values.length * (argument.kind === 'f64' ? 8 : 4);
    places.set(argument, top);
    top = Math.ceil((top + bytes) / 64) * 64 + guardFloats * 4;
  }
  machine.grow(top + 64);
  const { views } = machine;
  const index = ({ kind }: Tensor, address: number) => address / (kind === 'f64' ? 8 : 4);
  views.f32.fill(guard, machine.base / 4, top / 4);
  const before = new Map<Tensor, ArrayLike<number>>();
  for (const [tensor, address] of places) {
    views[tensor.kind].set(tensor.values, index(tensor, address));
    before.set(tensor, views[tensor.kind].slice(index(tensor, address), index(tensor, address) + tensor.values.length));
  }
  const returned = (machine.kernels[kernel] as (...args: number[]) => unknown)(
    ...args.map((argument) => (typeof argument === 'number' ? argument : places.get(argument)!)),
  );
  expect(returned, `${kernel} returned`).toBe(returns);
  const outputs: Float64Array[] = [];
  for (const [tensor, address] of places) {
    const at = index(tensor, address);
    const after = views[tensor.kind].slice(at, at + tensor.values.length);
    if (tensor.role === 'input') expectClose(after, before.get(tensor)!, 0, `${kernel}: an input`);
    if (tensor.role === 'output' || tensor.role === 'inout') outputs.push(Float64Array.from(after));
    const end = Math.ceil((address + tensor.values.length * (tensor.kind === 'f64' ? 8 : 4)) / 4);
    const around = [
      ...views.f32.slice(address / 4 - guardFloats, address / 4),
      ...views.f32.slice(end, end + guardFloats),
    ];
    expect(
      around.every((value) => value === Math.fround(guard)),
      `${kernel} wrote outside of its tensors`,
    ).toBe(true);
  }
  return outputs;
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= tolerance * (1 + Math.abs(expected[i])))) {
      expect.fail(
        `${what}: element ${i} is ${actual[i]}, expected ${expected[i]} (difference ${difference}, tolerance ${tolerance})`,
      );
    }
  }
}

/** A case on the WebAssembly kernel beside its plain JavaScript reference, or beside `expected`. */
export function checkKernel(kernel: KernelName, cases: readonly Case[]): void {
  test(`${kernel}: ${cases.length} cases`, () => {
    for (const [i, one] of cases.entries()) {
      const what = `${kernel} case ${i} (${one.args.map((argument) => (typeof argument === 'number' ? argument : argument.values.length)).join(', ')})`;
      const wasm = run(wasmMachine(), kernel, one);
      const reference = run(referenceMachine(), kernel, one);
      const tolerance = one.tolerance ?? 2e-6;
      for (const [o, actual] of wasm.entries()) {
        const beside = one.referenceTolerance ?? (one.expected ? 2e-6 : tolerance);
        expectClose(actual, reference[o], beside, `${what}, output ${o}`);
        if (one.expected) expectClose(actual, one.expected[o], tolerance, `${what}, output ${o} beside its oracle`);
      }
    }
  });
}
