import { expect } from 'vitest';
import { Arena, theArena, useArena } from '../../src/graph/index.js';
import type { Layer, Model, Sequential } from '../../src/index.js';
import { Tensor } from '../../src/index.js';
import type { Machine } from '../../src/kernels/index.js';
import { viewOf } from '../../src/optimizers/memory.js';
import type { Shape } from '../../src/shape.js';
import { random } from '../kernels/check-kernel.js';

export type AnyModel = Model | Sequential;

/** Numbers within ±scale, always the same for a seed. */
export function numbers(shape: Shape, seed = 1, scale = 1): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return new Tensor(shape, Float32Array.from(random(size, scale, seed)));
}

/** Integer labels 0 … classes − 1. */
export function labels(count: number, classes: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7 + (i >> 2)) % classes);
}

export function weightsOf(layer: Layer): number[][] {
  return layer.getWeights().map(({ data }) => Array.from(data));
}

/** Weights that are the same for every model of the same shapes. */
export function setNumbers(layer: Layer, seed = 50): void {
  layer.setWeights(
    layer.variables.map(({ name, shape }, i) => {
      const random = numbers(shape, seed + i, 0.5);
      return name.endsWith('variance')
        ? new Tensor(
            shape,
            random.data.map((x) => Math.abs(x) + 0.1),
          )
        : random;
    }),
  );
}

export const silent = { verbose: 0 } as const;

/** Runs `work` in an arena of its own on a machine. */
export async function on<T>(machine: Machine, work: () => T | Promise<T>): Promise<T> {
  const before = theArena();
  useArena(new Arena(machine));
  try {
    return await work();
  } finally {
    useArena(before);
  }
}

/** The slots that hold anything. */
function slotsOf(model: AnyModel): [name: string, values: number[]][] {
  const slots = [...(model.optimizer?.slots ?? [])].map(([name, block]): [string, number[]] => [
    name,
    block.variables.flatMap((variable) => [...viewOf(block, variable)]),
  ]);
  return slots.filter(([, values]) => values.some((value) => value !== 0));
}

/** What an error must leave as it was. */
function stateOf(model: AnyModel) {
  return {
    weights: weightsOf(model),
    layers: model.layers.map(({ name }) => name),
    built: model.built,
    iterations: model.optimizer?.iterations,
    slots: slotsOf(model),
    history: model.history,
  };
}

/** The action throws or rejects with an error of this kind and message, and the model is as before. */
export async function expectUnchanged(
  model: AnyModel,
  action: () => unknown,
  message: RegExp,
  kind: abstract new (...args: never[]) => Error = RangeError,
): Promise<void> {
  const before = stateOf(model);
  const error = await caught(action);
  expect(error.message).toMatch(message);
  expect(error).toBeInstanceOf(kind);
  expect(stateOf(model)).toEqual(before);
}

/** What the action throws or rejects with. */
export async function caught(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  }
  return expect.fail('nothing was thrown');
}
