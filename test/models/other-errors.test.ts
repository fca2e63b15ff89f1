import { expect, test, vi } from 'vitest';
import {
  Activation,
  Adam,
  Add,
  AdamW,
  BackupAndRestore,
  Dense,
  EarlyStopping,
  Input,
  Constant,
  RandomUniform,
  LSTM,
  losses,
  Model,
  ModelCheckpoint,
  metrics,
  modelFromJSON,
  ReduceLROnPlateau,
  RepeatVector,
  RMSprop,
  Sequential,
  setRandomSeed,
  setThreads,
  tensor,
} from '../../src/index.js';
import { caught, labels, numbers, silent } from './helpers.js';

import {
  bad,
  check,
  classes,
  compile,
  compiled,
  fitting,
  type Mistake,
  regression,
  sequences,
  unchanged,
  wrong,
  x,
  y,
} from './mistakes.js';

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
  'targets that do not fit an open model': unchanged(
    () => compiled([new Dense(2)]),
    fitting(numbers([4, 2]), numbers([4, 3])),
    /target and output must have the same shape\. Received: target\.shape=\(4, 3\), output\.shape=\(4, 2\)/,
  ),
  'a batch size in the first fit': unchanged(
    () => compiled([new Dense(1)]),
    fitting(x, y, { batchSize: -1 }),
    /^fit: .*`batchSize`, expected an integer from 1/,
  ),
  'the batch size of the validation': unchanged(
    () => compiled([new Dense(1)]),
    fitting(x, y, { validationData: [x, y], validationBatchSize: 0 }),
    /^fit: .*`validationBatchSize`, expected an integer from 1/,
  ),
  '`into` of another size than the batches': unchanged(
    () => compiled([new Dense({ units: 2, batchInputShape: [2, 3] })]),
    (model) => model.predictOnBatch(tensor(numbers([3, 3])), { into: tensor(numbers([3, 2])) }),
    /has the fixed batch size 2/,
  ),
  'a second input of another size than the batches': unchanged(
    () => {
      const inputs = [Input({ shape: [3] }), Input({ shape: [3], batchSize: 2 })] as const;
      return new Model({ inputs, outputs: new Add().apply(inputs) });
    },
    (model) => model.predict([numbers([3, 3]), numbers([3, 3])] as never),
    /has the fixed batch size 2/,
  ),
  'inputs of predict that do not go together': unchanged(
    () => {
      const inputs = [Input({ shape: [null, 1] }), Input({ shape: [null, 1] })] as const;
      return new Model({ inputs, outputs: new Add({ name: 'sum' }).apply(inputs) });
    },
    (model) => model.predict([numbers([1, 5, 1]), numbers([1, 3, 1])] as never),
    /^sum: inputs have incompatible shapes/,
  ),
  'classes on another axis than the last': unchanged(
    () =>
      compiled([new Activation('softmax', { inputShape: [2, 5] })], {
        loss: new losses.SparseCategoricalCrossentropy({ axis: 1 }),
      }),
    fitting(numbers([1, 2, 5]), [[0, 1]]),
    /`axis`, expected the last axis: let a `Permute`/,
  ),
  '`into` for two outputs': unchanged(
    two,
    (model) => model.predictOnBatch([x, x] as never, { into: numbers([4, 1]) }),
    /`into`, expected none for several outputs/,
  ),
  'a layer added while training': [
    () => {
      const model = regression() as Sequential;
      return model.fit(x, y, { ...silent, callbacks: { onEpochBegin: () => void model.pop() } });
    },
    /is training or being evaluated. Await it before `pop`/,
    Error,
  ],
  'a target per sample where the output has one per step': unchanged(
    stepwise,
    fitting(numbers([4, 4, 2]), y),
    /target\.shape=\(4, 1\), output\.shape=\(4, 4, 1\)\. The output has a value per step: leave out `returnSequences: true`/,
  ),
  'labels per sample where the output has some per step': unchanged(
    () =>
      compiled(
        [Input({ shape: [4, 2] }), new LSTM(3, { returnSequences: true }), new Dense(3, { activation: 'softmax' })],
        { loss: 'sparseCategoricalCrossentropy' },
      ),
    fitting(numbers([4, 4, 2]), labels(4, 3)),
    /The output has a value per step/,
  ),
  'a RepeatVector behind sequences': [
    () => new Sequential([Input({ shape: [4, 2] }), new LSTM(3, { returnSequences: true }), new RepeatVector(2)]),
    /expected ndim=2, found ndim=3.*Leave out `returnSequences: true`/,
  ],
  'another shape of y in validationData': unchanged(
    regression,
    fitting(x, y, { validationData: [x, numbers([4, 2])] }),
    /^validationData: mean_squared_error: target/,
  ),
  'no options': unchanged(
    regression,
    (model) => model.fit(x, y, null as never),
    /^fit takes an object of options: .*Received: null/,
    TypeError,
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
    /`validationData`, expected \[x, y\]/,
    TypeError,
  ),
  'empty x': unchanged(regression, fitting(numbers([0, 3]), numbers([0, 1])), /x must have samples.*\(0, 3\)/),
  'empty array': unchanged(regression, fitting([], []), /x must have samples/),
  'no y': unchanged(regression, fitting(x, undefined), /y is missing/, TypeError),
  'a single number': unchanged(regression, (model) => model.predict(3), /x must have samples.*\(\)/),
  'ragged x': unchanged(
    regression,
    fitting(
      [
        [1, 2, 3],
        [1, 2],
      ],
      [[1], [2]],
    ),
    /x is ragged: x\[1\] is an array of 2/,
  ),
  'fractional label': unchanged(classes, fitting(x, [0, 1, 1.5, 2]), /label 1.5 at position 2/),
  'negative label': unchanged(classes, fitting(x, [0, 1, -1, 2]), /label -1 at position 2/),
  'labels for binary_crossentropy': unchanged(
    () => classes('binary_crossentropy', 1),
    fitting(x, [0, 1, 2, 1]),
    /y: binary_crossentropy: value 2 at position 2 is not between 0 and 1/,
  ),
  'one input of two': unchanged(two, fitting(x, [y, y]), /x must be an array or object with one for each of a, b/),
  'an input by another name': unchanged(
    two,
    (model) => model.predictAll({ a: x, c: x }),
    /x must be .* for each of a, b. Received: {a,c}/,
  ),
  'inputs of different length': unchanged(two, (model) => model.predictAll([x, numbers([5, 3])]), /'x' sizes: 4, 5/),
  'a loss by another name': [() => two().compile({ loss: { up: 'mse' } }), /for each of left, right. Received: {up}/],
  'three losses for two outputs': [
    () => two().compile({ loss: ['mse', 'mse', 'mse'] }),
    /loss must be an array or object with one for each of left, right/,
  ],
  'a flat list of metrics for two outputs': [
    () => two().compile({ loss: 'mse', metrics: ['mae'] }),
    /metrics must be an array or object with one for each of left, right/,
  ],
  'one metric for two outputs': [
    () => ((metric) => two().compile({ loss: 'mse', metrics: [metric, metric] }))(new metrics.MeanAbsoluteError()),
    /'mean_absolute_error' is given twice/,
  ],
  'one factor for two losses': [
    () => two().compile({ loss: 'mse', lossWeights: 2 }),
    /lossWeights must be an array or object .*Received: 2/,
    TypeError,
  ],
  'a factor that is no number': [
    () => two().compile({ loss: 'mse', lossWeights: wrong(['1', 2]) }),
    /`lossWeights`, expected finite numbers.*'1'/,
    TypeError,
  ],
  'a loss without reduction': [
    compile({ loss: new losses.MeanSquaredError({ reduction: 'none' }) }),
    /'mean_squared_error'.*`reduction`, expected 'sum_over_batch_size' or 'sum'/,
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
    /constraint identifier: not_neg/,
    RangeError,
  ],
  'batchSize 0': unchanged(regression, fitting(x, y, { batchSize: 0 }), /`batchSize`.*integer from 1.*batchSize=0/),
  'epochs 1.5': unchanged(regression, fitting(x, y, { epochs: 1.5 }), /`epochs`.*epochs=1.5/),
  'initialEpoch -1': unchanged(
    regression,
    fitting(x, y, { initialEpoch: -1 }),
    /`initialEpoch`, expected an integer from 0.*-1/,
  ),
  'verbose 3': unchanged(regression, fitting(x, y, wrong({ verbose: 3 })), /`verbose`, expected one of \['auto',0,1,2/),
  'validationSplit 1': unchanged(
    regression,
    fitting(x, y, { validationSplit: 1 }),
    /`validationSplit`, expected a number in \[0, 1\)/,
  ),
  'validationSplit 5 beside validationData': unchanged(
    regression,
    fitting(x, y, { validationSplit: 5, validationData: [x, y] }),
    /`validationSplit`, expected a number in \[0, 1\)/,
  ),
  'validationFreq 0': unchanged(
    regression,
    fitting(x, y, { validationFreq: 0, validationData: [x, y] }),
    /`validationFreq`.*integer from 1/,
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
    /classWeight: .*index of a class.*cat=2/,
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
    /'categorical_accuracy' does not fit: target \(4,\), output \(4, 5\)\. Labels become one-hot with `toCategorical`/,
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
    /\(Dense\) takes 1 input\(s\). Received: 2/,
  ],
  'a model of two inputs on one tensor': [
    () => two().apply(Input({ shape: [3] })),
    /\(Functional\) takes 2 input\(s\). Received: 1/,
  ],
  'a model on other steps': [
    () => sequences().apply(Input({ shape: [5, 1] })),
    /expects shape \(None, 3, 1\).*\(None, 5, 1\)/,
  ],
  'a mask of other steps': [
    () => masked().predict([numbers([2, 4, 1]), numbers([2, 3])]),
    /mask \(2, 3\) does not fit sequence \(2, 4, 1\)/,
  ],
  'initialState of other units': [
    () => new LSTM(2).apply(Input({ shape: [3, 1] }), { initialState: [Input({ shape: [3] }), Input({ shape: [3] })] }),
    /`initialState`, expected a symbolic tensor of shape \(None, 2\).*\[null,3\]/,
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
  'a layer of a Sequential named as its Input': [
    () => new Sequential([Input({ shape: [3], name: 'a' }), new Dense(1, { name: 'a' })]).predict([[1, 2, 3]]),
    /unique names. Name 'a' is taken/,
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
    /fixed batch size 3.*a multiple.*4 samples/,
  ),
  'not a model in JSON': [
    () => modelFromJSON({ class_name: 'Dense', config: {} }),
    /takes the JSON of a Sequential or functional model/,
    TypeError,
  ],
  'a batch size that is none': [() => Input({ shape: [2], batchSize: -3 }), /Input: .*`batchSize`, expected positive/],
  'a batch size that is text': [
    () => new Dense(2, { inputDim: 2, batchSize: wrong('3') }),
    /Dense: .*`batchSize`, expected positive/,
  ],
  'a checkpoint in a format that is only read': [
    () => new ModelCheckpoint('best.h5', { saveBestOnly: true }),
    /ModelCheckpoint: the `filepath` must end in `\.keras`\. Received: filepath=best\.h5/,
    RangeError,
  ],
  'a checkpoint of weights likewise': [
    () => new ModelCheckpoint('best.h5', { saveWeightsOnly: true }),
    /with `saveWeightsOnly` the `filepath` must end in `\.weights\.h5`/,
    RangeError,
  ],
  'two options of an optimizer': [
    () => new Adam(0.1, wrong(0.8)),
    /^Adam takes \(learningRate, options\) or \{ learningRate, … \}\. Received: 0\.1, 0\.8/,
    TypeError,
  ],
  'an unknown option behind the learning rate': [
    () => new AdamW(0.1, wrong({ decay: 1 })),
    /Unrecognized option passed to AdamW: `decay`/,
    TypeError,
  ],
  'a checkpoint without a place': [() => new ModelCheckpoint(wrong(null)), /`filepath` says where to save/, TypeError],
  'a backup without a place': [() => new BackupAndRestore(wrong(null)), /`backup` says where to write/, TypeError],
  'options behind options': [
    () => new Dense({ units: 3 }, { activation: 'relu' }),
    /Dense takes \(units, options\) or { units, … }. Received: {units}, {activation}/,
    TypeError,
  ],
  'an activation in the place of options': [() => new Dense(3, wrong('relu')), /Received: 3, 'relu'/, TypeError],
  'no units': [() => new Dense(wrong(undefined)), /^Dense: `units` is missing: new Dense\(32\)/, TypeError],
  'no units among options': [() => new LSTM(wrong({ dropout: 0.1 })), /^LSTM: `units` is missing/, TypeError],
  'options in the place of y': unchanged(
    regression,
    (model) => model.fit(x, wrong({ epochs: 2 })),
    /Received: {epochs}\. Is y missing\?/,
  ),
  'labels that are texts': unchanged(
    regression,
    fitting(x, wrong(['a', 'b', 'c', 'd'])),
    /Give each text a number/,
    TypeError,
  ),
  'an unknown layer in JSON': [
    () => modelFromJSON({ class_name: 'Sequential', config: { layers: [{ class_name: 'GRU', config: {} }] } }),
    /Unknown layer class: GRU/,
  ],
  'an unknown schedule in JSON': [
    () => {
      const learning_rate = { class_name: 'InverseDecay', config: {} };
      const optimizer = { class_name: 'Adam', config: { learning_rate } };
      modelFromJSON({ ...regression().toJSON(), compile_config: { optimizer, loss: 'mse' } });
    },
    /Could not interpret learning rate schedule identifier: InverseDecay/,
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

const circular: unknown[] = [1];
circular.push(circular);

/** What would otherwise reach a kernel, or be JavaScript's own error. */
test.each<[string, () => unknown, RegExp]>([
  ['epsilon', () => new Adam({ epsilon: wrong('x') }), /^Adam: .*`epsilon`, expected a number.*epsilon='x'/],
  ['beta1', () => new Adam({ beta1: 1 - 1e-9 }), /`beta1`, expected a number from 0 to 0\.9999999/],
  ['emaOverwriteFrequency', () => new Adam({ emaOverwriteFrequency: 1.5 }), /`emaOverwriteFrequency`, expected an int/],
  [
    'balanced',
    () => regression().trainOnBatch(x, y, { classWeight: wrong('balanced') }),
    /`classWeight`, expected an object such as/,
  ],
  [
    'F1 of one',
    () => {
      const model = compiled([Input({ shape: [3] }), new Dense(1)], { loss: 'mse', metrics: ['f1_score'] });
      model.testOnBatch(x, y);
    },
    /'f1_score': .*`threshold`, expected a number for a single output, such as 0\.5/,
  ],
  [
    'focal labels',
    () =>
      compiled([Input({ shape: [3] }), new Dense(1)], { loss: new losses.BinaryFocalCrossentropy() }).testOnBatch(
        x,
        [1, 2, 0, 1],
      ),
    /^y: binary_focal_crossentropy: value 2 at position 1 is not between 0 and 1/,
  ],
  [
    'a checkpoint of TensorFlow',
    () => new ModelCheckpoint('cp-{epoch:04d}.ckpt', { saveWeightsOnly: true }),
    /must end in `\.weights\.h5`/,
  ],
  ['weights as a model', () => new ModelCheckpoint('best.npz'), /must end in `\.keras`/],
  ['activation', () => new Dense(1, { activation: wrong('constructor') }), /Could not interpret activation/],
  ['monitor', () => new ReduceLROnPlateau(wrong(5)), /^ReduceLROnPlateau: `monitor` must be the name of a log/],
  [
    'weights in one',
    () => new Sequential([Input({ shape: [1] }), new Dense(1)]).setWeights(wrong('ab')),
    /^Weight 0 of/,
  ],
  ['weightDecay', () => new Adam({ weightDecay: wrong('x') }), /`weightDecay`, expected a number/],
  ['rho', () => new RMSprop({ rho: wrong('a') }), /`rho`, expected a number/],
  ['rho of 2', () => new RMSprop({ rho: 2 }), /`rho`, expected a number between 0 and 1/],
  ['minval', () => new RandomUniform({ minval: wrong('a') }), /`minval`, expected a number/],
  ['a constant', () => new Constant(Number.NaN), /`value`, expected a number.*NaN/],
  ['a constant in an array', () => new Constant(wrong([1])), /Constant: .*`value`, expected a number.*value=\[1\]/],
  ['threshold', () => new metrics.BinaryAccuracy({ threshold: wrong('1') }), /`threshold`, expected a number/],
  ['thresholds', () => new metrics.Precision({ thresholds: wrong([0, '1']) }), /`thresholds`, expected a number.*='1'/],
  ['patience', () => new EarlyStopping({ patience: wrong('3') }), /`patience`, expected a number/],
  ['trainable', () => new Dense(1, { trainable: wrong('no') }), /`trainable`, expected a boolean.*'no'/],
  ['useBias', () => new LSTM(1, { useBias: wrong('false') }), /`useBias`, expected a boolean/],
  ['a share', () => regression().fit(x, y, { validationSplit: wrong('0.5') }), /`validationSplit`, expected a/],
  ['a controller', () => regression().fit(x, y, { signal: wrong({}) }), /`signal`, expected an AbortSignal/],
  ['a controller, evaluate', () => regression().evaluate(x, y, { signal: wrong([]) }), /`signal`, expected an Abort/],
  ['Input([3])', () => Input(wrong([3])), /^Input takes an object of options: { shape, .*Received: \[3\]/],
  ['Model(i)', () => new Model(wrong(Input({ shape: [3] }))), /^Model: give `outputs`, symbolic tensors/],
  [
    'Model(i, o, name)',
    () => new Model(Input({ shape: [3] }), [], wrong('m')),
    /^Model takes \(outputs, options\) or .*'m'$/,
  ],
  ['a layer alone', () => new Sequential(wrong(new Dense(1))), /^Sequential takes an .*{ layers, .*<Dense>/],
  ['Dense([1])', () => new Dense(wrong([1])), /`units`, expected a number. Received: units=\[1\]/],
  [
    'outputs by name',
    () => new Model({ inputs: Input({ shape: [3] }), outputs: wrong({ a: Input({ shape: [3] }) }) }),
    /^All `outputs` values .*Received: {a}\. Several stand in an array/,
  ],
  ['no such layer', () => regression().getLayer(wrong({ name: 'a' })), /^No such layer: a\. /],
  ['no layer at all', () => regression().getLayer(wrong(null)), /^No such layer: null\. /],
  [
    'training',
    () => new Dense(1).apply(wrong(Input({ shape: [3] })), wrong({ trainable: true })),
    /Known: training\.$/,
  ],
  ['a data set', () => regression().fit(wrong({ x, y }), y), /x must be .* Give both by themselves: \(data\.x, d/],
  ['optimizer: Adam', compile({ optimizer: Adam, loss: 'mse' }), /function Adam without `new`/],
  ['loss: class', compile({ loss: losses.MeanSquaredError }), /function MeanSquaredError without `new`/],
  ['metric: class', compile({ loss: 'mse', metrics: [metrics.Recall] }), /function Recall without `new`/],
  ['what JSON lacks', () => Input(wrong([undefined, Number.NaN, 1n])), /Received: \[undefined,NaN,1\]/],
  ['a circle', () => Input(wrong(circular)), /Received: \[1,\[1,/],
  ['a seed', () => setRandomSeed(wrong('1')), /Received: '1'/],
  ['threads', () => setThreads(wrong('2')), /setThreads: .*expected an integer from 1.*'2'/],
  ['setWeights()', () => regression().setWeights(wrong(undefined)), /expecting 2 weights. Received: undefined/],
  ['build(3)', () => new Sequential([new Dense(1)]).build(wrong(3)), /`shape`, expected an array.*Received: shape=3/],
])('%s', async (_, action, message) => {
  expect((await caught(action)).message).toMatch(message);
});

test('an axis that is not there', async () => {
  const model = compiled([Input({ shape: [3] }), new Dense(2)], {
    loss: new losses.CategoricalCrossentropy({ axis: 9 }),
  });
  await expect(
    model.fit(
      x,
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
      silent,
    ),
  ).rejects.toThrow(/^A loss: there is no axis 9 in/);
});

test('a softmax that is always 1 is warned of, as in Keras', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  for (const units of [1, 2]) new Dense(units, { activation: 'softmax', name: `of${units}` });
  expect(warn.mock.calls.flat()).toEqual([expect.stringMatching(/^Layer 'of1'.*Did you mean 'sigmoid'\?$/)]);
  warn.mockRestore();
});
