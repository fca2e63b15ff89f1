import { expect } from 'vitest';
import { Block, theArena, Variable } from '../../src/graph/index.js';
import { optimizers } from '../../src/optimizers/index.js';
import { viewOf } from '../../src/optimizers/memory.js';
import { withSchedule } from '../../src/optimizers/schedules.js';
import { checkGolden, expectGolden, type GoldenTensor, toNumbers } from './golden.js';

const known = ['Adam', 'AdamW', 'SGD', 'RMSprop'];

checkGolden(
  'optimizers',
  (one) => {
    const { name: _, ...config } = one.config as Record<string, unknown>;
    const optimizer = optimizers.get(withSchedule({ class_name: (one.class ?? one.optimizer) as string, config }));
    const arena = theArena();
    const { shape, data } = toNumbers(one.initial);
    const variable = new Variable(arena, { name: 'variable', shape });
    variable.write(data);
    const parameters = new Block(arena, [variable]);
    const gradients = parameters.twin();
    optimizer.build(arena, parameters, gradients);
    // Keras skips a variable whose gradient is None.
    const steps = ((one.steps ?? one.grads) as (GoldenTensor | null)[]).filter((gradient) => gradient !== null);
    const after = one.after_each_step as GoldenTensor[] | undefined;
    for (const [i, gradient] of steps.entries()) {
      viewOf(gradients, variable).set(toNumbers(gradient).data);
      optimizer.step();
      if (after) expectGolden(variable.read(), after[i], one.tol, `${one.id}: step ${i}`);
    }
    if (one.expected) expectGolden(variable.read(), one.expected, one.tol, one.id);
    const slots = ((one.slots ?? []) as { name: string; value: unknown }[]).filter(
      ({ name }) => name.includes('variable') || name.includes('/'),
    );
    for (const { name, value } of slots) {
      const slot = [...optimizer.slots].find(([key]) => name.endsWith(key));
      expect(slot, `${one.id}: slot ${name}`).toBeDefined();
      expectGolden(viewOf(slot![1], variable), value, one.tol, `${one.id}: ${name}`);
    }
  },
  (one) =>
    known.includes((one.class ?? one.optimizer) as string) ? undefined : `optimizer ${one.class ?? one.optimizer}`,
);
