import { expect, test } from 'vitest';
import {
  Adam,
  Add,
  Bidirectional,
  Concatenate,
  Dense,
  Dropout,
  Embedding,
  ExponentialDecay,
  Flatten,
  Input,
  loadModel,
  LSTM,
  losses,
  Model,
  metrics,
  Reshape,
  Sequential,
  TimeDistributed,
} from '../../src/index.js';
import { loadGolden } from '../golden/golden.js';
import { labels, numbers } from './helpers.js';

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
  uncompiled,
  wrong,
  x,
  y,
} from './mistakes.js';

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
  'metrics not a list': [
    compile({ loss: 'mse', metrics: 'mae' }),
    /`metrics`, expected an array.*\['mae'\].*metrics='mae'/,
    TypeError,
  ],
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
    /same shape up to the last axis.*target.shape=\(4, 5\).*one-hot rows use loss 'categorical_crossentropy'/,
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
  'units 0': [() => new LSTM(0), /LSTM.*`units`, expected an integer from 1.*units=0/],
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
  'name with slash': [() => new Dense(1, { name: 'a/b' }), /a string without `\/`.*'a\/b'/, TypeError],
  'two Inputs': [
    () => new Sequential([Input({ shape: [3] }), Input({ shape: [4] })]),
    /already been configured to use input shape \(None, 3\)/,
  ],
  'count_params unbuilt': [() => new Sequential([new Dense(1)]).countParams(), /isn't built yet.*inputShape/, Error],
  'stateful no batch': [
    () => new Sequential([Input({ shape: [3, 1] }), new LSTM(2, { stateful: true })]),
    /batch size must be static.*\(None, 3, 1\).*batchInputShape/,
  ],
  'stateful wrong batch': unchanged(
    () => new Sequential([Input({ shape: [3, 1], batchSize: 2 }), new LSTM(2, { stateful: true })]),
    (model) => model.predictOnBatch(numbers([4, 3, 1])),
    /has the fixed batch size 2.* 4 samples/,
  ),
  'set_weights wrong count': unchanged(
    regression,
    (model) => model.setWeights([numbers([3, 1])]),
    /expecting 2 weights. Received: 1/,
  ),
  'set_weights wrong shape': unchanged(
    regression,
    (model) => model.setWeights([numbers([3, 1]), numbers([2])]),
    /bias has shape \(1,\).*Received: \(2,\)/,
  ),
  'get_layer missing': [() => regression().getLayer('zzz'), /No such layer: zzz. Known: dense/],
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
  'Input no shape': [() => Input(wrong({})), /`shape` is missing.*Input\(\{ shape/, TypeError],
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
  'clip two': [() => new Adam({ clipnorm: 1, clipvalue: 1 }), /only one of `clipnorm`, `clipvalue`\./],
  'NaN loss': unchanged(regression, fitting(bad(x, Number.NaN), y), /^x holds NaN at \[1, 1\]/),
  'class_weight+sample_weight': unchanged(
    regression,
    fitting(x, y, { classWeight: { 0: 1 }, sampleWeight: [1, 1, 1, 1] }),
    /only one of `classWeight` and `sampleWeight`/,
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
    /`reduction`.*sum_over_batch_size.*reduction='auto'/,
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
  'Embedding float idx/out of range': [
    () => new Sequential([Input({ shape: [1] }), new Embedding(4, 2)]).predict([[9]]),
    /^x: 9 at position 0 is not an integer from 0 to 3, the words of layer 'embedding\S*'\./,
  ],
  'bidirectional bad': [
    () => new Bidirectional(wrong(new Dense(1))),
    /^Please initialize `Bidirectional` with an LSTM: .* Received: layer=<Dense>$/,
    TypeError,
  ],
  'bidirectional merge': [
    () => new Bidirectional(new LSTM(1), { mergeMode: wrong('foo') }),
    /^Invalid merge mode\. Received: 'foo'\. Merge mode should be one of 'concat', 'sum', 'mul', 'ave', null$/,
  ],
  'TimeDistributed 2D': [
    () => new TimeDistributed(new Dense(1)).apply(Input({ shape: [3] })),
    /expected min_ndim=3, found ndim=2\. Full shape received: \(None, 3\)\. .*add `returnSequences: true`/,
  ],
  'save bad ext': [() => uncompiled().save('x.foo'), /^'x\.foo' does not name a format to write\. Known: \.keras/],
  'save_weights bad ext': [
    () => uncompiled().saveWeights('x.h5'),
    /^'x\.h5' does not name a format to write\. Known: \.weights\.h5/,
  ],
  'load missing': [() => loadModel('nonexist.keras'), /^There is no file .*nonexist\.keras\.$/, Error],
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
  "metrics 'accuracy','precision','recall','f1_score','auc'": 'auc is an object here, tested with the metrics',
  'Conv2D 3D input': 'there is no such layer here',
};

const triggers = loadGolden('errors').map(({ trigger }) => trigger as string);

test.each(triggers.filter((trigger) => !(trigger in elsewhere)))('as in Keras: %s', (trigger) => {
  expect(mistakes[trigger], 'a mistake of this name').toBeDefined();
  return check(mistakes[trigger]);
});

test('every mistake of Keras is one of these', () => {
  expect([...Object.keys(mistakes), ...Object.keys(elsewhere)].sort()).toEqual([...triggers].sort());
});
