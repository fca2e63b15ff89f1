// Apart from the optimizers, so that only pages that save or load have it.
import type { Block, Variable } from '../graph/index.js';
import { Adam } from './adam.js';
import type { Optimizer } from './optimizer.js';

/** What an optimizer remembers: enough to go on as if it had not stopped. */
export interface OptimizerMemory {
  /** Calls so far, those that only accumulate included. */
  steps: number;
  /** Undefined where it follows a schedule. */
  learningRate: number | undefined;
  /** In Keras's order: a slot of every variable, then the next slot; those that Keras makes together take turns. */
  slots: { name: string; variable: Variable; values: Float32Array }[];
}

/** The values of a block that belong to `variable`. Valid until the memory grows. */
export const viewOf = (block: Block, variable: Variable): Float32Array | Float64Array =>
  variable.arena.floats(block.addressOf(variable), variable.size);

/** Copies of all that later steps depend on. @throws Error before `build`. */
export function memoryOf(optimizer: Optimizer): OptimizerMemory {
  const { steps, hasSchedule, learningRate } = optimizer;
  const slots = placesIn(optimizer).map(({ name, variable, block }) => ({
    name,
    variable,
    values: Float32Array.from(viewOf(block, variable)),
  }));
  return { steps, learningRate: hasSchedule ? undefined : learningRate, slots };
}

/**
 * Lets an optimizer go on from there.
 * @throws RangeError when the slots are not those of this optimizer; nothing has changed then.
 */
export function recall(optimizer: Optimizer, { steps, learningRate, slots }: OptimizerMemory): void {
  const places = placesIn(optimizer);
  const fits =
    places.length === slots.length && places.every(({ variable }, i) => variable.size === slots[i].values.length);
  if (!fits) {
    throw new RangeError(
      `${optimizer.className} keeps ${places.length} tensors beside the weights; ${slots.length} or others were given. Compile the model with the optimizer that it was trained with.`,
    );
  }
  if (learningRate !== undefined && !optimizer.hasSchedule) optimizer.learningRate = learningRate;
  for (const [i, { block, variable }] of places.entries()) viewOf(block, variable).set(slots[i].values);
  optimizer.steps = steps;
}

/** Slots of a variable that Keras's Adam keeps next to each other. */
const moments = ['momentum', 'velocity'];

/** The slots in Keras's order. */
function placesIn(optimizer: Optimizer) {
  const { className, isBuilt, slots } = optimizer;
  if (!isBuilt) throw new Error(`${className} has no parameters yet: compile a model with it.`);
  const place = (variable: Variable) => (name: string) => ({ name, variable, block: slots.get(name) as Block });
  return [...slots].flatMap(([name, { variables }]) => {
    const pair = optimizer instanceof Adam && moments.includes(name) ? moments : [name];
    return name === pair[0] ? variables.flatMap((variable) => pair.map(place(variable))) : [];
  });
}
