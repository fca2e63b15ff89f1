import { expect } from 'vitest';
import { type ActivationIdentifier, activationName, applyActivation } from '../../src/activations/index.js';
import { runOnce } from '../../src/graph/index.js';
import { l1l2 } from '../../src/ops/l1l2.js';
import { schedules } from '../../src/optimizers/schedules.js';
import { optionsOf } from '../../src/options.js';
import { regularizers } from '../../src/regularizers/index.js';
import type { Tensor } from '../../src/tensor.js';
import { padSequences } from '../../src/utils/pad-sequences.js';
import { toCategorical } from '../../src/utils/to-categorical.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, toNumbers } from './golden.js';

const inputsOf = (one: GoldenCase) => one.inputs as Record<string, GoldenTensor>;

/** Why an activation, or an option of it, does not exist here. */
function missingActivation(one: GoldenCase): string | undefined {
  const { x, ...options } = inputsOf(one);
  const axis: unknown = options.axis ?? -1;
  const last = axis === -1 || axis === x.shape.length - 1;
  const unknown = Object.keys(options).filter((name) => name !== 'axis' || !last);
  if (unknown.length > 0) return `with ${unknown.join(' and ')}`;
  try {
    activationName(one.function as ActivationIdentifier);
    return undefined;
  } catch {
    return `activation ${one.function}`;
  }
}

checkGolden(
  'activations',
  (one) => {
    const name = activationName(one.function as ActivationIdentifier);
    const { data } = runOnce([toNumbers(inputsOf(one).x)], (graph, [x]) => applyActivation(graph, x, name))!;
    expectGolden(data, one.expected, one.tol, one.id);
  },
  missingActivation,
);

checkGolden('regularizers', (one) => {
  const { l1, l2 } = regularizers.get({
    class_name: one.class as string,
    config: one.config as Record<string, unknown>,
  });
  const { data } = runOnce([toNumbers(inputsOf(one).x)], (graph, [x]) => l1l2(graph, x, l1, l2, 1))!;
  expectGolden(data, one.expected, one.tol, one.id);
});

checkGolden('schedules', (one) => {
  const config = one.config as Record<string, unknown>;
  const schedule = schedules.get({ class_name: (one.class ?? one.schedule) as string, config });
  const { step } = (one.inputs ?? {}) as { step?: GoldenTensor | number };
  const steps = (one.steps as number[]) ?? (typeof step === 'number' ? [step] : [...toNumbers(step).data]);
  expectGolden(
    steps.map((step) => schedule.at(step)),
    one.values ?? one.expected,
    one.tol,
    one.id,
  );
  expect(schedule.getConfig()).toMatchObject(config);
});

/** What a function of Keras's `utils` gives here. */
function util(one: GoldenCase): Tensor {
  if (one.fn === 'pad_sequences') {
    return padSequences(one.sequences as number[][], optionsOf(one.kwargs as Record<string, unknown>));
  }
  const labels = one.x ? (one.x as number[]) : [...toNumbers(inputsOf(one).x).data];
  return toCategorical(labels, Number(one.num_classes ?? inputsOf(one).num_classes));
}

checkGolden('utils', (one) => {
  const { shape, data } = util(one);
  expectGolden(data, one.expected, one.tol, one.id);
  expect(shape).toEqual((one.expected as GoldenTensor).shape);
});
