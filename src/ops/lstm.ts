import { type Graph, none, type Value } from '../graph/index.js';
import { activationIds, type ElementwiseActivation } from './activate.js';

/** Shapes: [features, 4·units], [units, 4·units], [4·units], gates in the order i, f, c, o, as in Keras. */
export interface LstmWeights {
  kernel: Value;
  recurrentKernel: Value;
  bias?: Value;
  /** h and c before the first step, [batch, units] each; zeros without it. */
  initialState?: readonly [h: Value, c: Value];
  /** [batch, steps] of 1 and 0. A step with 0 leaves h and c as they are. */
  mask?: Value;
  /** Dropout factors of x, [copies, batch, features], the same for all steps. */
  inputMask?: Value;
  /** Dropout factors of h before the product, [copies, batch, units]. */
  recurrentMask?: Value;
  /** 1, or 4: one mask for each gate. */
  copies?: 1 | 4;
}

export interface LstmOptions {
  /** tanh and sigmoid have a fast path. */
  activation: ElementwiseActivation;
  recurrentActivation: ElementwiseActivation;
  /** Reads x and mask from the last time to the first; the sequence stays in the order of processing. */
  goBackwards: boolean;
  /** A masked step gives zeros instead of the output before it. */
  zeroOutputForMask: boolean;
  /** The output is [batch, steps, units] instead of the last step's [batch, units]. */
  returnSequences: boolean;
}

export interface LstmResult {
  output: Value;
  /** The last states, [batch, units]. */
  h: Value;
  c: Value;
}

/** Keras's LSTM on x[batch, steps, features]: h' = o·tanh(c'), c' = f·c + i·g, z = x·kernel + h·recurrentKernel + bias. */
export function lstm(graph: Graph, x: Value, weights: LstmWeights, options: LstmOptions): LstmResult {
  const { kernel, recurrentKernel, bias, mask, inputMask, recurrentMask, copies = 1 } = weights;
  const [h0, c0] = weights.initialState ?? [];
  const [batch, steps, features] = x.shape;
  const units = recurrentKernel.shape[0];
  const sizes = [batch, steps, features, units, copies] as const;
  const { kernels } = graph.arena;
  const inputs = [x, kernel, recurrentKernel, bias, h0, c0];
  const h = graph.output([batch, units], inputs);
  const c = graph.output([batch, units], inputs);
  const sequence = options.returnSequences ? graph.output([batch, steps, units], inputs) : undefined;
  const isTraining = graph.requiresGradient(h);
  const flags = Number(isTraining) + 2 * Number(options.goBackwards) + 4 * Number(options.zeroOutputForMask);
  // The kernel counts in 32 bits, which overflow where no memory would do. The parts that each step has are counted here, too.
  const padded = 4 * Math.ceil(units / 4);
  const least = batch * (isTraining ? steps : 1) * (copies * (features + padded) + 6 * padded);
  const size = kernels.lstmWorkspaceSize(...sizes, flags);
  const workspace = graph.temporary([Math.max(size, least)]);
  const packed = graph.kept([kernels.lstmPackedSize(features, units, copies)]);
  const masks = [mask ?? none, inputMask ?? none, recurrentMask ?? none] as const;
  const activations = [activationIds[options.activation], activationIds[options.recurrentActivation]] as const;
  const settings = [...sizes, ...activations, flags, 0, batch] as const;

  graph.prepare('lstmPack', packed, kernel, recurrentKernel, bias ?? none, features, units, copies);
  const states = [h0 ?? none, c0 ?? none] as const;
  graph.call('lstmForward', sequence ?? none, h, c, workspace, x, packed, ...states, ...masks, ...settings);

  graph.onBackward(sequence ? [h, c, sequence] : [h, c], (dH, dC, dSequence) => {
    const withInput = graph.requiresGradient(x);
    const size = kernels.lstmPackedTransposedSize(withInput ? features : 0, units, copies);
    const transposed = graph.kept([size]);
    const flag = withInput ? 1 : 0;
    graph.prepare('lstmPackTransposed', transposed, packed, features, units, copies, flag);
    const arrived = [dSequence ?? none, dH ?? none, dC ?? none] as const;
    share(graph, [x, h0, c0], ([dX, dH0, dC0]) =>
      graph.call('lstmBackward', dX, dH0, dC0, workspace, ...arrived, transposed, ...masks, ...settings),
    );
    const targets = [kernel, recurrentKernel, bias].map((weight) =>
      graph.requiresGradient(weight) ? graph.into(weight) : undefined,
    );
    if (targets.every((target) => target === undefined)) return;
    const [dKernel, dRecurrentKernel, dBias] = targets.map((target) => target?.gradient ?? none);
    const [first, second, third] = targets.map((target) => target?.accumulate ?? 0);
    const scratch = graph.temporary([kernels.lstmGradientsSize(...sizes)]);
    graph.call(
      'lstmGradients',
      dKernel,
      dRecurrentKernel,
      dBias,
      scratch,
      workspace,
      ...sizes,
      first,
      second,
      third,
      0,
      Math.ceil(units / 4),
    );
  });

  if (sequence) return { output: sequence, h, c };
  const silent = mask && options.zeroOutputForMask;
  return { output: silent ? lastOutput(graph, h, mask, options.goBackwards ? 0 : steps - 1) : h, h, c };
}

/** h where the last step was not masked, otherwise zeros. */
function lastOutput(graph: Graph, h: Value, mask: Value, time: number): Value {
  const [batch, units] = h.shape;
  const steps = mask.shape[1];
  const factors = graph.part(mask, time);
  const output = graph.output(h.shape, [h]);
  graph.call('scaleRows', output, h, factors, batch, units, steps, 0);
  graph.onBackward([output], (dOutput) => {
    const { gradient, accumulate } = graph.into(h);
    graph.call('scaleRows', gradient, dOutput!, factors, batch, units, steps, accumulate);
  });
  return output;
}

/** `contribute` for one call that writes several gradients; `none` stands for those that nobody wants. */
function share(
  graph: Graph,
  values: readonly (Value | undefined)[],
  write: (gradients: (Value | typeof none)[]) => void,
  gradients: (Value | typeof none)[] = [],
): void {
  if (gradients.length === values.length) {
    write(gradients);
    return;
  }
  const value = values[gradients.length];
  if (!graph.requiresGradient(value)) share(graph, values, write, [...gradients, none]);
  else graph.contribute(value, (gradient) => share(graph, values, write, [...gradients, gradient]));
}
