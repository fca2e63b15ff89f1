import { expect, test } from 'vitest';
import {
  Activation,
  Adam,
  Add,
  type CompileOptions,
  Concatenate,
  Dense,
  Dropout,
  ExponentialDecay,
  type FitOptions,
  Flatten,
  Input,
  LSTM,
  losses,
  Model,
  metrics,
  modelFromJSON,
  Reshape,
  Sequential,
} from '../../src/index.js';
import { loadGolden } from '../golden/golden.js';
import { type AnyModel, caught, expectUnchanged, labels, numbers, silent } from './helpers.js';

type Kind = abstract new (...args: never[]) => Error;
/** What must throw, what its message says, and of what kind it is. */
type Mistake = [action: () => unknown, message: RegExp, kind?: Kind];

// oxlint-disable-next-line typescript/no-explicit-any -- mistakes are what types forbid
const wrong = (value: unknown): any => value;

const x = numbers([4, 3]);
const y = numbers([4, 1]);
const sequences = () => compiled([Input({ shape: [3, 1] }), new LSTM(2), new Dense(1)]);
const regression = () => compiled([Input({ shape: [3] }), new Dense(1)]);
const classes = (loss = 'sparse_categorical_crossentropy', units = 5) =>
  compiled([Input({ shape: [3] }), new Dense(units, { activation: 'softmax' })], { loss: wrong(loss) });

function compiled(
  layers: ConstructorParameters<typeof Sequential>[0],
  options: CompileOptions = { loss: 'mse' },
): Sequential {
  const model = new Sequential(layers);
  model.compile({ optimizer: 'adam', ...options });
  return model;
}

/** A mistake made with a model, which must be the same afterwards. */
function unchanged(make: () => AnyModel, action: (model: AnyModel) => unknown, message: RegExp, kind?: Kind): Mistake {
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

const fitting =
  (x: unknown, y: unknown, options: FitOptions = {}) =>
  (model: AnyModel) =>
    model.fit(wrong(x), wrong(y), { ...silent, ...options });
const uncompiled = () => new Sequential([Input({ shape: [3] }), new Dense(1)]);
const bad = (tensor: typeof x, value: number) => ({
  shape: tensor.shape,
  data: tensor.data.map((one, i) => (i === 4 % tensor.size ? value : one)),
});
const compile = (options: object) => () => new Sequential([Input({ shape: [3] }), new Dense(1)]).compile(options);

/** By the names of the golden cases. */
const mistakes: Record<string, Mistake> = {
  'LSTM given 2D input in fit': unchanged(
    () => compiled([new LSTM(2), new Dense(1)]),
    fitting(x, y),
    /'lstm.*expected ndim=3, found ndim=2.*\(None, 3\).*third axis/,
  ),
  'Input((3,1)) fed (4,5,1)': unchanged(
    sequences,
    fitting(numbers([4, 5, 1]), y),
    /expects data of shape \(None, 3, 1\), but received \(4, 5, 1\).*steps\) must have size 3, not 5/,
  ),
  'Input((3,1)) predict (4,5,1)': unchanged(
    sequences,
    (model) => model.predict(numbers([4, 5, 1])),
    /received \(4, 5, 1\).*steps/,
  ),
  'Input((3,1)) predict (3,1) missing batch': unchanged(
    sequences,
    (model) => model.predict(numbers([3, 1])),
    /received \(3, 1\).*single sample put it into an array/,
  ),
  'Dense input_dim mismatch': unchanged(
    regression,
    (model) => model.predict(numbers([4, 2])),
    /shape \(None, 3\), but received \(4, 2\).*size 3, not 2/,
  ),
  'LSTM->LSTM without return_sequences': [
    () => new Sequential([Input({ shape: [3, 1] }), new LSTM(2), new LSTM(2)]),
    /expected ndim=3, found ndim=2.*returnSequences: true.* LSTM before it/,
  ],
  'fit without compile': unchanged(uncompiled, fitting(x, y), /You must call `compile\(\)`/, Error),
  'evaluate without compile': unchanged(
    uncompiled,
    (model) => model.evaluate(x, y),
    /You must call `compile\(\)`/,
    Error,
  ),
  'compile without loss then fit': [compile({ optimizer: 'adam' }), /No loss to compute.*loss: 'mse'/, TypeError],
  'unknown loss': [
    compile({ loss: 'mean_sqared_error' }),
    /Could not interpret loss identifier: mean_sqared_error.*Did you mean `(mean_squared_error|MeanSquaredError)`/,
  ],
  'unknown optimizer': [
    compile({ optimizer: 'adan', loss: 'mse' }),
    /Could not interpret optimizer identifier: adan.*Did you mean `Adam`/,
  ],
  'unknown metric': [
    compile({ loss: 'mse', metrics: ['precison'] }),
    /Could not interpret metric identifier: precison.*Did you mean `Precision`/,
  ],
  'metrics not a list': [compile({ loss: 'mse', metrics: 'mae' }), /Expected `metrics`.*'mae'.*\['mae'\]/, TypeError],
  'unknown activation': [
    () => new Dense(1, { activation: wrong('rely') }),
    /activation function identifier: rely.*`relu`/,
  ],
  'unknown initializer': [() => new Dense(1, { kernelInitializer: wrong('glorot') }), /initializer identifier: glorot/],
  'unknown layer kwarg': [
    () => new Dense(1, wrong({ foo: 1 })),
    /Unrecognized option passed to Dense: `foo`/,
    TypeError,
  ],
  cardinality: unchanged(
    regression,
    fitting(x, numbers([5, 1])),
    /cardinality is ambiguous.*'x' sizes: 4; 'y' sizes: 5/,
  ),
  'y wrong last dim mse (broadcast)': unchanged(
    regression,
    fitting(x, numbers([4, 2])),
    /same shape.*target.shape=\(4, 2\), output.shape=\(4, 1\)/,
  ),
  'cce with int labels': unchanged(
    () => classes('categorical_crossentropy'),
    fitting(x, labels(4, 5)),
    /target.shape=\(4,\), output.shape=\(4, 5\).*sparse_categorical_crossentropy.*toCategorical\(y, 5\)/,
  ),
  'scce with one-hot': unchanged(
    classes,
    fitting(x, numbers([4, 5])),
    /target.shape=\(4, 5\).*one-hot rows use loss 'categorical_crossentropy'/,
  ),
  'scce label out of range': unchanged(
    classes,
    fitting(x, [0, 1, 7, 2]),
    /y: label 7 at position 2 is not an integer from 0 to 4/,
  ),
  'bce wrong shape': unchanged(
    () => classes('binary_crossentropy', 2),
    fitting(x, [0, 1, 1, 0]),
    /target.shape=\(4,\), output.shape=\(4, 2\).*one unit/,
  ),
  'cce 1 unit': unchanged(
    () => classes('categorical_crossentropy', 1),
    fitting(x, numbers([4, 1])),
    /at least 2 classes.*sigmoid.*binary_crossentropy/,
  ),
  'units 0': [() => new LSTM(0), /LSTM.*`units`, expected a positive integer.*units=0/],
  'Dense units float': [() => new Dense(2.5), /Dense.*`units`.*units=2.5/],
  'dropout 1.5': [() => new Dropout(1.5), /Dropout.*`rate`.*between 0 and 1.*rate=1.5/],
  'LSTM dropout=1.5': [() => new LSTM(2, { dropout: 1.5 }), /LSTM.*`dropout`.*between 0 and 1.*dropout=1.5/],
  'add non-layer': unchanged(
    regression,
    (model) => (model as Sequential).add(wrong(3)),
    /Only layers can be added.*3/,
    TypeError,
  ),
  'dup names': [
    () => new Sequential([new Dense(1, { name: 'a' }), new Dense(1, { name: 'a' })]),
    /unique names. Name 'a'/,
  ],
  'name with slash': [() => new Dense(1, { name: 'a/b' }), /cannot contain character `\/`.*'a\/b'/, TypeError],
  'two Inputs': [
    () => new Sequential([Input({ shape: [3] }), Input({ shape: [4] })]),
    /already been configured to use input shape \(None, 3\)/,
  ],
  'count_params unbuilt': [
    () => new Sequential([new Dense(1)]).countParams(),
    /`countParams`.*isn't built.*inputShape/,
    Error,
  ],
  'stateful no batch': [
    () => new Sequential([Input({ shape: [3, 1] }), new LSTM(2, { stateful: true })]),
    /batch size must be static.*\(None, 3, 1\).*batchInputShape/,
  ],
  'stateful wrong batch': unchanged(
    () => new Sequential([Input({ shape: [3, 1], batchSize: 2 }), new LSTM(2, { stateful: true })]),
    (model) => model.predictOnBatch(numbers([4, 3, 1])),
    /expects 2, received 4/,
  ),
  'set_weights wrong count': unchanged(
    regression,
    (model) => model.setWeights([numbers([3, 1])]),
    /list of length 1.*expecting 2/,
  ),
  'set_weights wrong shape': unchanged(
    regression,
    (model) => model.setWeights([numbers([3, 1]), numbers([2])]),
    /bias of shape \(1,\).*not compatible.*\(2,\)/,
  ),
  'get_layer missing': [() => regression().getLayer('zzz'), /No such layer: zzz. Existing layers are: \["dense/],
  'Model disconnected': [
    () => new Model({ inputs: Input({ shape: [3] }), outputs: new Dense(1).apply(Input({ shape: [3] })) }),
    /not connected to `inputs`.*'input_layer/,
  ],
  'Model input not KerasTensor': [
    () => new Model({ inputs: wrong(3), outputs: new Dense(1).apply(Input({ shape: [3] })) }),
    /All `inputs` values must be symbolic tensors.*3/,
    TypeError,
  ],
  'Layer called on layer': [
    () => new Dense(1).apply(wrong(new Dense(2))),
    /Dense.apply takes symbolic tensors.*<Dense>/,
    TypeError,
  ],
  'Input no shape': [() => Input(wrong({})), /must pass a `shape`.*Input\(\{ shape/, TypeError],
  'Concatenate mismatch': [
    () => new Concatenate().apply([Input({ shape: [3, 2] }), Input({ shape: [4, 2] })]),
    /matching shapes.*\(None, 3, 2\), \(None, 4, 2\)/,
  ],
  'Add mismatch': [
    () => new Add().apply([Input({ shape: [3] }), Input({ shape: [4] })]),
    /incompatible shapes.*\(None, 3\), \(None, 4\)/,
  ],
  'Reshape mismatch': [() => new Reshape([5]).apply(Input({ shape: [4] })), /total size.*\(4,\), target_shape=\(5,\)/],
  'Flatten->LSTM': [
    () => new Sequential([Input({ shape: [3, 2] }), new Flatten(), new LSTM(2)]),
    /expected ndim=3, found ndim=2.*\(None, 6\)/,
  ],
  'val split all': unchanged(
    regression,
    fitting(numbers([1, 3]), numbers([1, 1]), { validationSplit: 0.5 }),
    /contains 1 samples.*`validationSplit: 0.5`/,
  ),
  'lr kw': [() => new Adam(wrong({ lr: 0.1 })), /passed to Adam: `lr`/, TypeError],
  'decay kw': [() => new Adam(wrong({ decay: 0.1 })), /passed to Adam: `decay`/, TypeError],
  'clip two': [
    () => new Adam({ clipnorm: 1, clipvalue: 1 }),
    /only one of `clipnorm`, `clipvalue` and `globalClipnorm`/,
  ],
  'NaN loss': unchanged(regression, fitting(bad(x, Number.NaN), y), /^x holds NaN at \[1, 1\]/),
  'class_weight+sample_weight': unchanged(
    regression,
    fitting(x, y, { classWeight: { 0: 1 }, sampleWeight: [1, 1, 1, 1] }),
    /`classWeight` and `sampleWeight` at the same time/,
    TypeError,
  ),
  'sequential multi-input': [
    () => new Sequential([Input({ shape: [3] }), new Concatenate()]),
    /called on a list of inputs.*functional Model/,
    TypeError,
  ],
  'string data': unchanged(
    regression,
    fitting([['a', 'b', 'c']], [0]),
    /x\[0\]\[0\] must be a number. Received: 'a'/,
    TypeError,
  ),
  'set lr with schedule': [
    () =>
      (new Adam({
        learningRate: new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 1, decayRate: 0.5 }),
      }).learningRate = 0.1),
    /not settable/,
    TypeError,
  ],
  'build twice diff': [
    () => built().build([null, 5]),
    /already been configured to use input shape \(None, 4\).*\(None, 5\)/,
  ],
  'empty Sequential predict': [() => new Sequential().predict(numbers([1, 2])), /has no layers.*model.add/, Error],
  'empty Sequential build': [() => new Sequential().build([null, 2]), /has no layers.*model.add/, Error],
  'Loss reduction bad': [
    () => new losses.MeanSquaredError({ reduction: wrong('auto') }),
    /`reduction`.*sum_over_batch_size.*reduction=auto/,
  ],
  'F1Score on 1D': [
    () =>
      new metrics.F1Score({}).updateState({ shape: [2, 1, 1], data: [1, 0] }, { shape: [2, 1, 1], data: [0.2, 0.3] }),
    /expects 2D inputs/,
  ],
  'EarlyStopping custom metric auto': [
    async () =>
      fitting(x, y, { callbacks: new (await import('../../src/index.js')).EarlyStopping({ monitor: 'foo' }) })(
        regression(),
      ),
    /foo.*mode/,
    Error,
  ],
};

function built(): Sequential {
  const model = new Sequential([new Dense(1)]);
  model.build([null, 4]);
  return model;
}

/** Keras's mistakes that are no mistakes here, or concern what does not exist here. */
const elsewhere: Record<string, string> = {
  'Input((3,1)) LSTM fed (4,3)': 'accepted: an axis of 1 is added, as in Keras',
  'mse y (4,) vs pred (4,1)': 'accepted: an axis of 1 is added, as in Keras',
  'input_shape kwarg': 'accepted, without a warning',
  'input_dim kwarg': 'accepted, without a warning',
  'batch_input_shape kwarg': 'accepted',
  'weights before build': 'accepted: there are none yet',
  'learning_rate int': 'accepted: there is one kind of number',
  'lists as data': 'accepted',
  'EarlyStopping missing metric': 'a warning, tested with the callback',
  "metrics 'accuracy','precision','recall','f1_score','auc'": 'auc does not exist yet',
  'Conv2D 3D input': 'layer does not exist yet',
  'Embedding float idx/out of range': 'layer does not exist yet',
  'bidirectional bad': 'layer does not exist yet',
  'bidirectional merge': 'layer does not exist yet',
  'TimeDistributed 2D': 'layer does not exist yet',
  'save bad ext': 'files do not exist yet',
  'save_weights bad ext': 'files do not exist yet',
  'load missing': 'files do not exist yet',
};

async function check([action, message, kind = RangeError]: Mistake): Promise<void> {
  const error = await caught(action);
  expect(error.message).toMatch(message);
  expect(error).toBeInstanceOf(kind);
}

const triggers = loadGolden('errors').map(({ trigger }) => trigger as string);

test.each(triggers.filter((trigger) => !(trigger in elsewhere)))('as in Keras: %s', (trigger) => {
  expect(mistakes[trigger], 'a mistake of this name').toBeDefined();
  return check(mistakes[trigger]);
});

test('every mistake of Keras is one of these', () => {
  expect([...Object.keys(mistakes), ...Object.keys(elsewhere)].sort()).toEqual([...triggers].sort());
});

const two = () => {
  const [a, b] = [Input({ shape: [3], name: 'a' }), Input({ shape: [3], name: 'b' })];
  const model = new Model({
    inputs: [a, b],
    outputs: [new Dense(1, { name: 'left' }).apply(a), new Dense(1, { name: 'right' }).apply(b)],
  });
  model.compile({ loss: 'mse' });
  return model;
};
const stepwise = () => compiled([Input({ shape: [4, 2] }), new LSTM(3, { returnSequences: true }), new Dense(1)]);

/** What Keras accepts, or does not have. */
const others: Record<string, Mistake> = {
  'Infinity in y': unchanged(
    regression,
    fitting(x, bad(y, Number.POSITIVE_INFINITY)),
    /^y holds Infinity at \[0, 0\].*Remove or replace/,
  ),
  'NaN in x of predict': unchanged(regression, (model) => model.predict(bad(x, Number.NaN)), /^x holds NaN/),
  'NaN in sampleWeight': unchanged(
    regression,
    fitting(x, y, { sampleWeight: [1, Number.NaN, 1, 1] }),
    /^sampleWeight holds NaN at \[1\]/,
  ),
  'NaN in the first data of an open model': unchanged(
    () => compiled([new Dense(1)]),
    fitting(bad(x, Number.NaN), y),
    /^x holds NaN/,
  ),
  'NaN in validationData': unchanged(
    regression,
    fitting(x, y, { validationData: [bad(x, Number.NaN), y] }),
    /^validationData: x holds NaN/,
  ),
  'validationData of another width': unchanged(
    regression,
    fitting(x, y, { validationData: [numbers([4, 2]), y] }),
    /^validationData: .*received \(4, 2\)/,
  ),
  'validationData not a pair': unchanged(
    regression,
    fitting(x, y, { validationData: wrong(x) }),
    /`validationData` must be \[x, y\]/,
    TypeError,
  ),
  'empty x': unchanged(regression, fitting(numbers([0, 3]), numbers([0, 1])), /x is empty.*\(0, 3\)/),
  'empty array': unchanged(regression, fitting([], []), /x is empty/),
  'no y': unchanged(regression, fitting(x, undefined), /y is missing/, TypeError),
  'a single number': unchanged(regression, (model) => model.predict(3), /must have a batch axis/),
  'ragged x': unchanged(
    regression,
    fitting(
      [
        [1, 2, 3],
        [1, 2],
      ],
      [[1], [2]],
    ),
    /x is ragged: x\[1\] has length 2/,
  ),
  'fractional label': unchanged(classes, fitting(x, [0, 1, 1.5, 2]), /label 1.5 at position 2/),
  'negative label': unchanged(classes, fitting(x, [0, 1, -1, 2]), /label -1 at position 2/),
  'labels for binary_crossentropy': unchanged(
    () => classes('binary_crossentropy', 1),
    fitting(x, [0, 1, 2, 1]),
    /y: binary_crossentropy: value 2 at position 2 is not between 0 and 1/,
  ),
  'one input of two': unchanged(two, fitting(x, [y, y]), /x must be an array of 2 tensors \(a, b\)/),
  'an input by another name': unchanged(
    two,
    (model) => model.predictAll({ a: x, c: x }),
    /x must have the keys a, b. Received: a, c/,
  ),
  'inputs of different length': unchanged(two, (model) => model.predictAll([x, numbers([5, 3])]), /'x' sizes: 4, 5/),
  'a loss by another name': [
    () => two().compile({ loss: { up: 'mse' } }),
    /key 'up', but the model's outputs are: left, right/,
  ],
  'three losses for two outputs': [
    () => two().compile({ loss: ['mse', 'mse', 'mse'] }),
    /`loss` has 3 entries, but the model has 2 outputs/,
  ],
  'a flat list of metrics for two outputs': [
    () => two().compile({ loss: 'mse', metrics: ['mae'] }),
    /`metrics` has 1 entries, but the model has 2 outputs/,
  ],
  'one metric for two outputs': [
    () => ((metric) => two().compile({ loss: 'mse', metrics: [metric, metric] }))(new metrics.MeanAbsoluteError()),
    /'mean_absolute_error' is given twice/,
  ],
  'one factor for two losses': [
    () => two().compile({ loss: 'mse', lossWeights: 2 }),
    /`lossWeights` must be an array or an object/,
    TypeError,
  ],
  'a factor that is no number': [
    () => two().compile({ loss: 'mse', lossWeights: wrong(['1', 2]) }),
    /`lossWeights` must hold finite numbers.*'1'/,
    TypeError,
  ],
  'a loss without reduction': [
    compile({ loss: new losses.MeanSquaredError({ reduction: 'none' }) }),
    /reduction 'none'.*sum_over_batch_size/,
  ],
  'another optimizer of Keras': [compile({ optimizer: 'nadam', loss: 'mse' }), /optimizer identifier: nadam/],
  'an option of compile': [
    compile({ loss: 'mse', metric: ['mae'] }),
    /passed to compile: `metric`. Did you mean `metrics`/,
    TypeError,
  ],
  'an option of fit': unchanged(
    regression,
    fitting(x, y, wrong({ batchsize: 2 })),
    /passed to fit: `batchsize`. Did you mean `batchSize`/,
    TypeError,
  ),
  'an option in snake case': [
    () => new LSTM(2, wrong({ return_sequences: true })),
    /passed to LSTM: `return_sequences`. Did you mean `returnSequences`/,
    TypeError,
  ],
  'options of predict': unchanged(
    regression,
    (model) => model.predict(x, wrong({ batch: 2 })),
    /passed to predict: `batch`/,
    TypeError,
  ),
  'an unknown constraint': [
    () => new Dense(1, wrong({ kernelConstraint: 'not_neg' })),
    /constraint identifier: not_neg.*NonNeg/,
    RangeError,
  ],
  'batchSize 0': unchanged(regression, fitting(x, y, { batchSize: 0 }), /`batchSize`.*positive integer.*batchSize=0/),
  'epochs 1.5': unchanged(regression, fitting(x, y, { epochs: 1.5 }), /`epochs`.*epochs=1.5/),
  'initialEpoch -1': unchanged(
    regression,
    fitting(x, y, { initialEpoch: -1 }),
    /`initialEpoch` must be an integer from 0.*-1/,
  ),
  'verbose 3': unchanged(regression, fitting(x, y, wrong({ verbose: 3 })), /`verbose` must be 0, 1, 2/),
  'validationSplit 1': unchanged(
    regression,
    fitting(x, y, { validationSplit: 1 }),
    /`validationSplit` must be at least 0 and less than 1/,
  ),
  'validationFreq 0': unchanged(
    regression,
    fitting(x, y, { validationFreq: 0, validationData: [x, y] }),
    /`validationFreq`.*positive integer/,
  ),
  'sampleWeight of another length': unchanged(
    regression,
    fitting(x, y, { sampleWeight: [1, 2] }),
    /sampleWeight must have one weight per sample, \(4,\).*\(2,\)/,
  ),
  'sampleWeight of other steps': unchanged(
    stepwise,
    fitting(numbers([4, 4, 2]), numbers([4, 4, 1]), { sampleWeight: numbers([4, 3]) }),
    /per value, \(4, 4\).*\(4, 3\)/,
  ),
  'classWeight by name': unchanged(
    classes,
    fitting(x, labels(4, 5), { classWeight: wrong({ cat: 2 }) }),
    /`classWeight` maps class indices.*cat: 2/,
  ),
  'classWeight for two outputs': unchanged(
    two,
    fitting([x, x], [y, y], { classWeight: { 0: 2 } }),
    /only supported for models with a single output. This one has 2/,
  ),
  'a metric of one-hot rows beside labels': unchanged(
    () =>
      compiled([Input({ shape: [3] }), new Dense(5)], {
        loss: 'sparse_categorical_crossentropy',
        metrics: ['categorical_accuracy'],
      }),
    fitting(x, labels(4, 5)),
    /'categorical_accuracy' does not fit: target \(4,\), output \(4, 5\)/,
  ),
  'a metric of labels beside one-hot rows': unchanged(
    () => compiled([Input({ shape: [3] }), new Dense(2)], { loss: 'mse', metrics: ['sparse_categorical_accuracy'] }),
    fitting(x, numbers([4, 2])),
    /'sparse_categorical_accuracy' does not fit: target \(4, 2\)/,
  ),
  'F1 beside labels': unchanged(
    () =>
      compiled([Input({ shape: [3] }), new Dense(5)], {
        loss: 'sparse_categorical_crossentropy',
        metrics: ['f1_score'],
      }),
    fitting(x, labels(4, 5)),
    /expects 2D inputs.*toCategorical/,
  ),
  'a layer on two tensors': [
    () => new Dense(1).apply([Input({ shape: [3] }), Input({ shape: [3] })]),
    /\(Dense\) takes 1 input. Received: 2/,
  ],
  'a model of two inputs on one tensor': [
    () => two().apply(Input({ shape: [3] })),
    /\(Functional\) takes 2 inputs. Received: 1/,
  ],
  'a model on other steps': [
    () => sequences().apply(Input({ shape: [5, 1] })),
    /expects shape \(None, 3, 1\).*\(None, 5, 1\)/,
  ],
  'a mask of other steps': [
    () => masked().predict([numbers([2, 4, 1]), numbers([2, 3])]),
    /a value for each step.*mask \(2, 3\), sequence \(2, 4, 1\)/,
  ],
  'initialState of other units': [
    () => new LSTM(2).apply(Input({ shape: [3, 1] }), { initialState: [Input({ shape: [3] }), Input({ shape: [3] })] }),
    /`initialState` must have shape \(None, 2\).*\(None, 3\)/,
  ],
  'two layers of one name in a Model': [
    () =>
      ((input) =>
        new Model({
          inputs: input,
          outputs: new Dense(1, { name: 'a' }).apply(new Dense(1, { name: 'a' }).apply(input)),
        }))(Input({ shape: [3] })),
    /name 'a' is used by two layers/,
  ],
  'an input twice': [
    () => ((input) => new Model({ inputs: [input, input], outputs: new Dense(1).apply(input) }))(Input({ shape: [3] })),
    /given twice among the `inputs`/,
  ],
  'a layer instead of a tensor': [
    () => new Model({ inputs: Input({ shape: [3] }), outputs: wrong(new Dense(1)) }),
    /All `outputs` values must be symbolic tensors.*from `apply`/,
    TypeError,
  ],
  'a layer that does not fit': unchanged(
    regression,
    (model) => (model as Sequential).add(new LSTM(2)),
    /expected ndim=3, found ndim=2/,
  ),
  'a layer with several outputs in a Sequential': unchanged(
    () => new Sequential([Input({ shape: [3, 1] })]),
    (model) => (model as Sequential).add(new LSTM(2, { returnState: true })),
    /single output/,
  ),
  'other batches of a fixed size': unchanged(
    () => compiled([new Dense(1, { batchInputShape: [3, 3] })]),
    fitting(x, y),
    /fixed batch size 3.*multiple of it.*4 samples/,
  ),
  'not a model in JSON': [
    () => modelFromJSON({ class_name: 'Dense', config: {} }),
    /takes the JSON of a Sequential or functional model/,
    TypeError,
  ],
  'an unknown layer in JSON': [
    () => modelFromJSON({ class_name: 'Sequential', config: { layers: [{ class_name: 'GRU', config: {} }] } }),
    /Unknown layer class: GRU/,
  ],
  'memory that cannot be had': unchanged(
    () => new Sequential([Input({ shape: [1_000_000] })]),
    (model) => (model as Sequential).add(new Dense(1_000_000)),
    /Out of memory: .*MiB are needed.*Use fewer units/,
  ),
  'memory that cannot be had for a second weight': unchanged(
    () => new Sequential([Input({ shape: [2, 1] })]),
    (model) => (model as Sequential).add(new LSTM(40_000)),
    /Out of memory/,
  ),
  'an activation for gates': [
    () => new LSTM(2, { recurrentActivation: wrong('softmax') }),
    /LSTM takes element-wise activations only. Received: softmax/,
  ],
  'an activation that is a function': [
    () => new Activation(wrong(Math.tanh)),
    /Could not interpret activation function identifier: function tanh/,
    TypeError,
  ],
};

const masked = () => {
  const [input, mask] = [Input({ shape: [null, 1] }), Input({ shape: [null] })];
  return new Model({ inputs: [input, mask], outputs: new LSTM(2).apply(input, { mask }) });
};

test.each(Object.keys(others))('%s', (name) => check(others[name]));

test('a layer that found no memory can be built smaller, and all else works', async () => {
  const layer = new LSTM(40_000);
  expect(() => layer.build([null, 2, 1])).toThrow(/Out of memory/);
  expect([layer.built, layer.variables]).toEqual([false, []]);
  const model = regression();
  expect((await model.fit(x, y, silent)).history.loss).toHaveLength(1);
});

test('training goes on after a mistake as if there had been none', async () => {
  const [one, other] = [regression(), regression()];
  other.setWeights(one.getWeights());
  const options = { ...silent, shuffle: false };
  for (const model of [one, other]) await model.fit(x, y, options);
  for (const { 0: action } of [others['Infinity in y'], others['ragged x']]) await caught(action);
  await caught(() => other.fit(bad(x, Number.NaN), y, options));
  await caught(() => other.fit(x, numbers([4, 2]), options));
  expect((await other.fit(x, y, options)).history).toEqual((await one.fit(x, y, options)).history);
});
