import { type LstmOptions, type LstmResult, lstm } from '../../src/ops/lstm.js';
import { checkGradient } from './check-gradient.js';

const [batch, steps, features, units] = [3, 4, 2, 5];
const x = { x: [batch, steps, features] };
const matrices = { kernel: [features, 4 * units], recurrentKernel: [units, 4 * units] };
const weights = { ...matrices, bias: [4 * units] };
const initial = { h0: [batch, units], c0: [batch, units] };
const mask = { mask: { shape: [batch, steps], values: [0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0] } };

function dropout(copies: number) {
  const factors = (size: number, seed: number) =>
    Float32Array.from({ length: size }, (_, i) => ((i * seed) % 5 < 2 ? 0 : 1.6));
  return {
    inputMask: { shape: [copies, batch, features], values: factors(copies * batch * features, 3) },
    recurrentMask: { shape: [copies, batch, units], values: factors(copies * batch * units, 7) },
  };
}

const standard: LstmOptions = {
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  goBackwards: false,
  zeroOutputForMask: false,
  returnSequences: true,
};

type Tensors = Parameters<typeof checkGradient<string>>[1];
type Pick = (result: LstmResult) => (keyof LstmResult)[];

/** Checks the op with the tensors given, its options, and the results that count in the loss. */
function check(
  name: string,
  tensors: Tensors,
  options: Partial<LstmOptions> & { copies?: 1 | 4 } = {},
  use?: Pick,
): void {
  const { copies, ...changes } = options;
  checkGradient(`lstm ${name}`, tensors, (graph, values) => {
    const { x, h0, c0, kernel, recurrentKernel, ...others } = values;
    const initialState = h0 && c0 ? ([h0, c0] as const) : undefined;
    const inputs = { kernel, recurrentKernel, ...others, initialState, copies };
    const result = lstm(graph, x, inputs, { ...standard, ...changes });
    const used = use?.(result) ?? ['output'];
    return used.map((key) => result[key]);
  });
}

const last = { returnSequences: false };
const everything: Pick = () => ['output', 'h', 'c'];

check('sequence', { ...x, ...weights });
check('last output', { ...x, ...weights }, last);
check('only c', { ...x, ...weights }, last, () => ['c']);
check('sequence, h and c', { ...x, ...weights }, {}, everything);
check('without bias', { ...x, ...matrices }, last);
check('goBackwards', { ...x, ...weights }, { goBackwards: true }, everything);
check('initial state', { ...x, ...weights, ...initial }, {}, everything);
check('mask', { ...x, ...weights, ...mask }, {}, everything);
check('mask and initial state', { ...x, ...weights, ...initial, ...mask }, {}, everything);
check('mask, goBackwards', { ...x, ...weights, ...initial, ...mask }, { goBackwards: true }, everything);
check('mask, zeros', { ...x, ...weights, ...mask }, { zeroOutputForMask: true }, everything);
check('mask, zeros, last output', { ...x, ...weights, ...mask }, { ...last, zeroOutputForMask: true }, everything);
check(
  'mask, zeros, last output, goBackwards',
  { ...x, ...weights, ...mask },
  {
    ...last,
    zeroOutputForMask: true,
    goBackwards: true,
  },
);
check('dropout', { ...x, ...weights, ...dropout(1) }, {}, everything);
check('dropout per gate', { ...x, ...weights, ...initial, ...dropout(4) }, { copies: 4 }, everything);
check('dropout per gate and mask', { ...x, ...weights, ...mask, ...dropout(4) }, { copies: 4 }, everything);
check(
  'relu and hard_sigmoid',
  { ...x, ...weights },
  { activation: 'relu', recurrentActivation: 'hard_sigmoid' },
  everything,
);
check(
  'sigmoid and tanh',
  { ...x, ...weights, ...mask },
  { activation: 'sigmoid', recurrentActivation: 'tanh' },
  everything,
);
check('linear', { ...x, ...weights, ...initial }, { activation: 'linear' }, everything);
check('on a constant', { x: { shape: [1, 2, 1], values: [1, -2] }, kernel: [1, 8], recurrentKernel: [2, 8] }, last);

checkGradient('lstm used twice', { ...x, ...weights, ...initial }, (graph, values) => {
  const { x, h0, c0, ...weights } = values;
  const first = lstm(graph, x, { ...weights, initialState: [h0, c0] }, standard);
  const second = lstm(graph, x, { ...weights, initialState: [first.h, c0] }, { ...standard, ...last });
  return [first.output, second.output, second.c];
});

checkGradient(
  'lstm after lstm',
  { ...x, ...weights, kernel2: [units, 12], recurrentKernel2: [3, 12] },
  (graph, values) => {
    const { x, kernel, recurrentKernel, bias, kernel2, recurrentKernel2 } = values;
    const first = lstm(graph, x, { kernel, recurrentKernel, bias }, standard);
    const second = lstm(
      graph,
      first.output,
      { kernel: kernel2, recurrentKernel: recurrentKernel2 },
      { ...standard, ...last },
    );
    return [second.output];
  },
);
