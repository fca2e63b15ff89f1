import { expect } from 'vitest';
import { type CompileOptions, Dense, type FitOptions, Input, LSTM, Sequential } from '../../src/index.js';
import { type AnyModel, caught, expectUnchanged, numbers, silent } from './helpers.js';

type Kind = abstract new (...args: never[]) => Error;
/** What must throw, what its message says, and of what kind it is. */
export type Mistake = [action: () => unknown, message: RegExp, kind?: Kind];

// oxlint-disable-next-line typescript/no-explicit-any -- mistakes are what types forbid
export const wrong = (value: unknown): any => value;

export const x = numbers([4, 3]);
export const y = numbers([4, 1]);
export const sequences = () => compiled([Input({ shape: [3, 1] }), new LSTM(2), new Dense(1)]);
export const regression = () => compiled([Input({ shape: [3] }), new Dense(1)]);
export const classes = (loss = 'sparse_categorical_crossentropy', units = 5) =>
  compiled([Input({ shape: [3] }), new Dense(units, { activation: 'softmax' })], { loss: wrong(loss) });

export function compiled(
  layers: ConstructorParameters<typeof Sequential>[0],
  options: CompileOptions = { loss: 'mse' },
): Sequential {
  const model = new Sequential(layers);
  model.compile({ optimizer: 'adam', ...options });
  return model;
}

/** A mistake made with a model, which must be the same afterwards. */
export function unchanged(
  make: () => AnyModel,
  action: (model: AnyModel) => unknown,
  message: RegExp,
  kind?: Kind,
): Mistake {
  return [() => made(make(), action, message, kind), /^as expected$/, Error];
}

async function made(
  model: AnyModel,
  action: (model: AnyModel) => unknown,
  message: RegExp,
  kind?: Kind,
): Promise<never> {
  await expectUnchanged(model, () => action(model), message, kind);
  throw new Error('as expected');
}

export const fitting =
  (x: unknown, y: unknown, options: FitOptions = {}) =>
  (model: AnyModel) =>
    model.fit(wrong(x), wrong(y), { ...silent, ...options });
export const uncompiled = () => new Sequential([Input({ shape: [3] }), new Dense(1)]);
export const bad = (tensor: typeof x, value: number) => ({
  shape: tensor.shape,
  data: tensor.data.map((one, i) => (i === 4 % tensor.size ? value : one)),
});
export const compile = (options: object) => () =>
  new Sequential([Input({ shape: [3] }), new Dense(1)]).compile(options);

export async function check([action, message, kind = RangeError]: Mistake): Promise<void> {
  const error = await caught(action);
  expect(error.message).toMatch(message);
  expect(error).toBeInstanceOf(kind);
}
