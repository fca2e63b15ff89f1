import { describe, expect, test } from 'vitest';
import { formatSummary, type Summary, type SummaryLayer, type SummaryLayout } from '../../src/models/summary.js';
import golden from '../golden/summary.json' with { type: 'json' };
import widths from '../golden/summary-widths.json' with { type: 'json' };

const layer = (name: string, className: string, outputShape: string, parameters: number, connectedTo?: string[]) =>
  ({ name, className, outputShape, parameters, built: true, trainable: true, connectedTo }) satisfies SummaryLayer;

const sequential = (name: string, layers: SummaryLayer[], trainable: number): Summary => ({
  name,
  layers,
  connected: false,
  parameters: { trainable, nonTrainable: 0 },
});

const stock = sequential(
  'sequential',
  [
    layer('lstm', 'LSTM', '(None, 100, 50)', 10400),
    layer('lstm_1', 'LSTM', '(None, 50)', 20200),
    layer('dense', 'Dense', '(None, 25)', 1275),
    layer('dense_1', 'Dense', '(None, 1)', 26),
  ],
  31901,
);

const functional = sequential(
  'functional',
  [
    layer('input_layer', 'InputLayer', '(None, 100, 1)', 0),
    layer('lstm', 'LSTM', '(None, 50)', 10400),
    layer('dense', 'Dense', '(None, 1)', 51),
  ],
  10451,
);

const twoInputs: Summary = {
  name: 'functional',
  connected: true,
  layers: [
    layer('a', 'InputLayer', '(None, 4)', 0),
    layer('dense_1', 'Dense', '(None, 2)', 10, ['a[0][0]']),
    layer('b', 'InputLayer', '(None, 3)', 0),
    layer('concatenate', 'Concatenate', '(None, 5)', 0, ['dense_1[0][0]', 'b[0][0]']),
    layer('dense', 'Dense', '(None, 1)', 6, ['concatenate[0][0]']),
  ],
  parameters: { trainable: 16, nonTrainable: 0 },
};

const unbuilt = sequential(
  'sequential',
  ['dense', 'dense_1'].map((name) => ({ ...layer(name, 'Dense', '?', 0), built: false })),
  0,
);

const fitted: Summary = {
  name: 'sequential',
  connected: false,
  layers: [
    layer('dense', 'Dense', '(None, 32)', 25120),
    layer('dropout', 'Dropout', '(None, 32)', 0),
    layer('batch_normalization', 'BatchNormalization', '(None, 32)', 128),
    layer('dense_1', 'Dense', '(None, 10)', 330),
  ],
  parameters: { trainable: 25514, nonTrainable: 64, optimizer: 51030 },
};

describe('formatSummary writes what Keras writes', () => {
  const models = [stock, stock, stock, functional, twoInputs, unbuilt, fitted];
  test.each(golden.map((one, i) => ({ ...one, summary: models[i] })))('$model, $terminal_columns columns', (one) => {
    const options = { columns: one.terminal_columns, showTrainable: one.model.includes('show_trainable') };
    expect(formatSummary(one.summary, options)).toBe(one.text);
  });

  test.each(widths)('$summary.name, $options', ({ summary, options, text }) => {
    expect(formatSummary(summary as Summary, options as SummaryLayout)).toBe(text);
  });
});

test('a very narrow terminal', () => {
  expect(formatSummary(stock, { columns: 10 })).toBe(formatSummary(stock, { lineLength: 44 }));
  expect(() => formatSummary(stock, { lineLength: 10 })).toThrow('`lineLength`, expected an integer from 44');
});
