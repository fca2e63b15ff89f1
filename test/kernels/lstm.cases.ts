import { referenceMachine } from '../../src/kernels/index.js';
import { type Case, inout, input, output, random, type Tensor, workspace } from './check-kernel.js';

/** What an LSTM can be asked to do. */
interface Options {
  copies?: number;
  inputMask?: true;
  recurrentMask?: true;
  mask?: true;
  initialState?: true;
  noBias?: true;
  noInputGradient?: true;
  onlySequence?: true;
  onlyLast?: true;
  activations?: [activation: number, recurrentActivation: number];
  goBackwards?: true;
  zeroOutputForMask?: true;
  /** The rows to work on. */
  range?: [begin: number, end: number];
}

type Shape = [batch: number, steps: number, features: number, units: number];

const variants: [Shape, Options][] = [
  [[1, 1, 1, 1], {}],
  [[1, 3, 2, 9], {}],
  [[1, 2, 3, 20], { initialState: true }],
  [[4, 3, 1, 30], {}],
  [[2, 4, 3, 2], { initialState: true, goBackwards: true }],
  [[3, 2, 5, 4], { noBias: true, onlySequence: true }],
  [[5, 3, 2, 9], { onlyLast: true, noInputGradient: true }],
  [[3, 5, 3, 7], { mask: true, initialState: true }],
  [[3, 5, 4, 8], { mask: true, zeroOutputForMask: true, goBackwards: true }],
  [[3, 4, 3, 6], { inputMask: true, recurrentMask: true }],
  [[3, 4, 3, 6], { copies: 4, inputMask: true, recurrentMask: true }],
  [[2, 3, 2, 5], { copies: 4, recurrentMask: true, mask: true, noInputGradient: true }],
  [[2, 3, 2, 5], { activations: [1, 10], initialState: true }],
  [[2, 3, 2, 5], { activations: [2, 2], mask: true, initialState: true }],
  [[2, 3, 2, 5], { activations: [0, 3], onlyLast: true }],
  [[33, 4, 20, 67], {}],
  [[6, 3, 2, 5], { range: [1, 4], mask: true, initialState: true }],
  [[6, 3, 2, 5], { range: [3, 6] }],
];

function maskOf(batch: number, steps: number): Float32Array {
  return Float32Array.from({ length: batch * steps }, (_, i) => (i % 3 === 1 || i < 2 ? 0 : 1));
}

const dropout = (size: number, seed: number) => random(size, 1, seed).map((value) => (value > 0.4 ? 0 : 1.25));

/** The arguments of all kernels of an LSTM, with what one leaves to the next taken from the reference. */
function argumentsOf([shape, options]: [Shape, Options]) {
  const [batch, steps, features, units] = shape;
  const copies = options.copies ?? 1;
  const { kernels } = referenceMachine();
  const flags = 1 + (options.goBackwards ? 2 : 0) + (options.zeroOutputForMask ? 4 : 0);
  const kernel = random(features * 4 * units, 0.5, 1);
  const recurrentKernel = random(units * 4 * units, 0.5, 2);
  const bias = options.noBias ? 0 : input(random(4 * units, 0.5, 3));
  const optional = (wanted: unknown, values: () => Float32Array) => (wanted ? input(values()) : 0);
  const states = batch * units;
  const masks = [
    optional(options.mask, () => maskOf(batch, steps)),
    optional(options.inputMask, () => dropout(copies * batch * features, 4)),
    optional(options.recurrentMask, () => dropout(copies * batch * units, 5)),
  ];
  const sizes = [...shape, copies, ...(options.activations ?? [3, 2])];
  const packArgs = [input(kernel), input(recurrentKernel), bias, features, units, copies];
  const packed = result('lstmPack', [output(kernels.lstmPackedSize(features, units, copies)), ...packArgs], 0);
  const transposedArgs = [input(packed), features, units, copies, options.noInputGradient ? 0 : 1];
  const transposedSize = kernels.lstmPackedTransposedSize(features, units, copies);
  const transposed = result('lstmPackTransposed', [workspace(transposedSize), ...transposedArgs], 0);
  const forward = (flags: number) => [
    options.onlyLast ? 0 : output(batch * steps * units),
    options.onlySequence ? 0 : output(states),
    options.onlySequence ? 0 : output(states),
    workspace(kernels.lstmWorkspaceSize(...shape, copies, flags)),
    input(random(batch * steps * features, 1, 6)),
    input(packed),
    optional(options.initialState, () => random(states, 1, 7)),
    optional(options.initialState, () => random(states, 1, 8)),
    ...masks,
    ...sizes,
    flags,
    ...(options.range ?? [0, batch]),
  ];
  const backward = () => [
    options.noInputGradient ? 0 : output(batch * steps * features),
    options.initialState ? output(states) : 0,
    options.initialState ? output(states) : 0,
    { role: 'workspace', kind: 'f32', values: result('lstmForward', forward(flags), 3) } as Tensor,
    optional(!options.onlyLast, () => random(batch * steps * units, 1, 9)),
    optional(!options.onlySequence, () => random(states, 1, 10)),
    optional(!options.onlySequence, () => random(states, 1, 11)),
    input(transposed),
    ...masks,
    ...sizes,
    flags,
    ...(options.range ?? [0, batch]),
  ];
  /** kernel, recurrentKernel, bias: undefined where no gradient is wanted. */
  const gradients = (...accumulate: (0 | 1 | undefined)[]) => {
    const weights = [kernel, recurrentKernel, options.noBias ? undefined : random(4 * units)];
    const targets = weights.map((values, i) => {
      if (values === undefined || accumulate[i] === undefined) return 0;
      return accumulate[i] ? inout(values) : output(values.length);
    });
    return [
      ...targets,
      workspace(kernels.lstmGradientsSize(...shape, copies)),
      input(result('lstmBackward', backward(), 3)),
      ...shape,
      copies,
      ...accumulate.map((flag) => flag ?? 0),
      0,
      Math.ceil(units / 4),
    ];
  };
  return { packArgs, packed, transposed, transposedArgs, transposedSize, forward, flags, backward, gradients };
}

type KernelOfLstm = 'lstmPack' | 'lstmPackTransposed' | 'lstmForward' | 'lstmBackward';

/** Argument `which` after a call on the reference. */
function result(kernel: KernelOfLstm, args: readonly (number | Tensor)[], which: number): Float32Array {
  const machine = referenceMachine();
  let top = machine.base;
  const addresses = args.map((argument) => {
    if (typeof argument === 'number') return argument;
    const address = top;
    top += argument.values.length * 4;
    return address;
  });
  machine.grow(top);
  const { f32 } = machine.views;
  for (const [i, argument] of args.entries())
    if (typeof argument !== 'number') f32.set(argument.values, addresses[i] / 4);
  (machine.kernels[kernel] as (...args: number[]) => void)(...addresses);
  return f32.slice(addresses[which] / 4, addresses[which] / 4 + (args[which] as Tensor).values.length) as Float32Array;
}

const all = variants.map((variant) => ({ variant, ...argumentsOf(variant) }));
const sizesOf = (kernel: 'lstmPackedSize' | 'lstmPackedTransposedSize', args: number[]): Case => ({
  args,
  returns: referenceMachine().kernels[kernel](args[0], args[1], args[2]),
});
const copiesOf = ([, options]: [Shape, Options]) => options.copies ?? 1;
const packSizes = (kernel: 'lstmPackedSize' | 'lstmPackedTransposedSize') =>
  variants.map((variant) => sizesOf(kernel, [variant[0][2], variant[0][3], copiesOf(variant)]));

export const lstm = {
  lstmPackedSize: packSizes('lstmPackedSize'),
  lstmPackedTransposedSize: packSizes('lstmPackedTransposedSize'),
  lstmWorkspaceSize: variants.flatMap((variant) =>
    [0, 1].map((flags): Case => {
      const args = [...variant[0], copiesOf(variant), flags] as const;
      return { args, returns: referenceMachine().kernels.lstmWorkspaceSize(...args) };
    }),
  ),
  lstmGradientsSize: variants.map((variant): Case => {
    const args = [...variant[0], copiesOf(variant)] as const;
    return { args, returns: referenceMachine().kernels.lstmGradientsSize(...args) };
  }),
  lstmPack: all.map(({ packArgs, packed }): Case => ({ args: [output(packed.length), ...packArgs], tolerance: 0 })),
  lstmPackTransposed: all.map(({ transposedArgs, transposedSize, variant }): Case => {
    const [[, , , units], { noInputGradient }] = variant;
    const { kernels } = referenceMachine();
    const size = noInputGradient ? kernels.lstmPackedTransposedSize(0, units, copiesOf(variant)) : transposedSize;
    return { args: [output(size), ...transposedArgs], tolerance: 0 };
  }),
  lstmForward: all.flatMap(({ forward, flags }): Case[] => [{ args: forward(flags) }, { args: forward(flags - 1) }]),
  lstmBackward: all.map(({ backward }): Case => ({ args: backward() })),
  lstmGradients: all.flatMap(({ gradients }): Case[] => [
    { args: gradients(0, 0, 0) },
    { args: gradients(1, 0, 1) },
    { args: gradients(undefined, 1, undefined) },
    { args: gradients(0, undefined, 0) },
  ]),
};
