// node scripts/golden/extract.js golden.json
// Sorts the cases of a collection of Keras's numbers into test/golden, and counts in coverage.json those that are not yet in scope.
import { readFileSync, writeFileSync } from 'node:fs';

const [path] = process.argv.slice(2);
if (!path) throw new Error('Usage: node scripts/golden/extract.js <golden.json>');
const golden = JSON.parse(readFileSync(path, 'utf8'));
const folder = new URL('../../test/golden/', import.meta.url);

const inScope = {
  layer: [
    'Dense',
    'LSTM',
    'Dropout',
    'Flatten',
    'Reshape',
    'Activation',
    'Embedding',
    'Masking',
    'Concatenate',
    'Add',
    'Bidirectional',
    'RepeatVector',
    'TimeDistributed',
    'Average',
    'ELU',
    'GlobalAveragePooling1D',
    'GlobalMaxPooling1D',
    'LeakyReLU',
    'Maximum',
    'Minimum',
    'Multiply',
    'Permute',
    'ReLU',
    'Rescaling',
    'Softmax',
    'Subtract',
    'BatchNormalization',
    'LayerNormalization',
    'Normalization',
  ],
  loss: [
    'MeanSquaredError',
    'MeanAbsoluteError',
    'MeanAbsolutePercentageError',
    'Huber',
    'BinaryCrossentropy',
    'CategoricalCrossentropy',
    'SparseCategoricalCrossentropy',
    'MeanSquaredLogarithmicError',
    'Hinge',
    'SquaredHinge',
    'CategoricalHinge',
    'CosineSimilarity',
    'LogCosh',
    'KLDivergence',
    'Poisson',
    'BinaryFocalCrossentropy',
    'CategoricalFocalCrossentropy',
    'Dice',
    'Tversky',
  ],
  optimizer: ['SGD', 'Adam', 'AdamW', 'RMSprop'],
  metric: [
    'Accuracy',
    'BinaryAccuracy',
    'CategoricalAccuracy',
    'SparseCategoricalAccuracy',
    'Precision',
    'Recall',
    'FBetaScore',
    'F1Score',
    'MeanAbsoluteError',
    'MeanAbsolutePercentageError',
    'MeanSquaredError',
    'RootMeanSquaredError',
    'BinaryCrossentropy',
    'CategoricalCrossentropy',
    'SparseCategoricalCrossentropy',
    'Mean',
    'Sum',
    'MeanMetricWrapper',
    'TruePositives',
    'FalsePositives',
    'FalseNegatives',
    'TrueNegatives',
    'AUC',
    'SensitivityAtSpecificity',
    'SpecificityAtSensitivity',
    'PrecisionAtRecall',
    'RecallAtPrecision',
    'TopKCategoricalAccuracy',
    'SparseTopKCategoricalAccuracy',
    'Hinge',
    'SquaredHinge',
    'CategoricalHinge',
    'KLDivergence',
    'Poisson',
    'CosineSimilarity',
    'MeanSquaredLogarithmicError',
    'LogCoshError',
    'R2Score',
  ],
  regularizer: ['L1', 'L2', 'L1L2'],
  util: ['to_categorical', 'pad_sequences'],
};

const files = {
  layer: 'layers',
  loss: 'losses',
  optimizer: 'optimizers',
  training: 'training',
  train_on_batch: 'training',
  metric: 'metrics',
  activation: 'activations',
  regularizer: 'regularizers',
  schedule: 'schedules',
  util: 'utils',
};

const out = Object.fromEntries(Object.values(files).map((file) => [file, []]));
const notYet = {};
const counts = {};

for (const section of ['from_keras_tests', 'from_keras_runs']) {
  for (const one of golden[section]) {
    const { kind } = one;
    const name = one.class ?? one[kind] ?? one.function ?? one.fn ?? one.id;
    const file = files[kind];
    if (file && (!inScope[kind] || inScope[kind].includes(name))) {
      out[file].push({ section, ...one });
      counts[file] = (counts[file] ?? 0) + 1;
    } else {
      notYet[kind] ??= {};
      notYet[kind][name] = (notYet[kind][name] ?? 0) + 1;
    }
  }
}

const total = [counts, ...Object.values(notYet)].flatMap((one) => Object.values(one)).reduce((sum, n) => sum + n, 0);
if (total !== golden.from_keras_tests.length + golden.from_keras_runs.length) throw new Error('A case was lost.');

const { summary, ...text } = golden.text;
const write = (name, content) => writeFileSync(new URL(`${name}.json`, folder), content);
// One case a line.
const lines = (cases) => `[\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
for (const [file, cases] of Object.entries(out)) write(file, lines(cases));
write('errors', lines(golden.errors));
write('summary', lines(summary));
write('text', `${JSON.stringify(text)}\n`);
write(
  'coverage',
  `${JSON.stringify({ counts: { ...counts, errors: golden.errors.length, summary: summary.length }, notYet }, null, 1)}\n`,
);
