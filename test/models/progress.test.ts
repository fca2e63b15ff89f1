import { describe, expect, test, vi } from 'vitest';
import { CallbackList, type Logs } from '../../src/callbacks/index.js';
import { Dense, Input, Sequential, SGD } from '../../src/index.js';
import { Progress } from '../../src/models/progress.js';
import { ProgressCallback } from '../../src/models/progress-callback.js';
import golden from '../golden/progress.json' with { type: 'json' };
import text from '../golden/text.json' with { type: 'json' };

type Update = [time: number, current: number, values: Record<string, number | string>, finalize: boolean | null];

describe('Progress writes what Keras writes', () => {
  test.each(golden)('$verbose: $name', ({ target, verbose, start, updates, written }) => {
    let time = start;
    const out: string[] = [];
    const progress = new Progress({
      target,
      verbose,
      isTerminal: true,
      now: () => time,
      write: (line) => out.push(line),
    });
    for (const [at, current, values, finalize] of updates as unknown as Update[]) {
      time = start + at;
      const logs = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
      // Keras's default: when the target is reached.
      progress.update(current, logs, finalize ?? (target !== null && current >= target));
    }
    expect(out).toEqual(written);
  });
});

/** Runs a callback through a fit whose steps take `seconds` and returns what it wrote. */
async function runFit(
  verbose: number,
  options: { isTerminal: boolean; epochs?: number; steps: number | null; seconds: number },
) {
  let time = 50;
  let out = '';
  const callback = new ProgressCallback({
    write: (line) => {
      out += line;
    },
    isTerminal: options.isTerminal,
    now: () => time,
  });
  const epochs = options.epochs ?? 1;
  const list = new CallbackList(callback, undefined, { verbose, epochs, steps: options.steps });
  await list.call('onTrainBegin');
  for (let epoch = 0; epoch < epochs; epoch++) {
    await list.call('onEpochBegin', epoch);
    for (let batch = 0; batch < 2; batch++) {
      time += options.seconds;
      const logs: Logs | undefined = list.needsBatchLogs('onTrainBatchEnd') ? { loss: 1 + batch } : undefined;
      await list.call('onTrainBatchEnd', batch, logs);
    }
    await list.call('onTestBegin');
    await list.call('onTestBatchEnd', 0, { loss: 9 });
    await list.call('onTestEnd', { loss: 9 });
    await list.call('onEpochEnd', epoch, { loss: 0.277, mae: 0.4311, val_loss: 0.2212, val_mae: 0.3904 });
  }
  await list.call('onTrainEnd');
  return out;
}

describe('ProgressCallback', () => {
  test('plain line', async () => {
    expect(await runFit(1, { isTerminal: false, steps: 2, seconds: 2 })).toBe(
      `${text.progress_line_verbose_1_final_plain}\n`,
    );
  });

  test('epochs', async () => {
    expect(await runFit(2, { isTerminal: false, epochs: 2, steps: 2, seconds: 0.005 })).toBe(
      [1, 2]
        .map(
          (n) =>
            `Epoch ${n}/2\n2/2 - 0s - 5ms/step - loss: 0.2770 - mae: 0.4311 - val_loss: 0.2212 - val_mae: 0.3904\n`,
        )
        .join(''),
    );
  });

  test('on a terminal', async () => {
    const out = await runFit(1, { isTerminal: true, steps: 2, seconds: 2 });
    expect(out.match(/loss: [\d.]+/g)).toEqual(['loss: 1.0000', 'loss: 2.0000', 'loss: 0.2770', 'loss: 0.2212']);
  });

  test('asks for the logs of a batch only when it draws', async () => {
    const out = await runFit(1, { isTerminal: true, steps: 2, seconds: 0.03 });
    expect(out.match(/ loss: [\d.]+/g)).toEqual([' loss: 1.0000', ' loss: 0.2770']);
  });

  test('an unknown number of steps is known after the first epoch', async () => {
    const out = await runFit(1, { isTerminal: true, epochs: 2, steps: null, seconds: 1 });
    expect(out.match(/\d\/(Unknown|2)/g)).toEqual(['1/2', '1/Unknown', '2/Unknown', '2/2', '2/2', '1/2', '2/2', '2/2']);
  });

  test('verbose 0 writes nothing', async () => {
    expect(await runFit(0, { isTerminal: true, epochs: 2, steps: 2, seconds: 1 })).toBe('');
  });

  test('evaluate and predict', async () => {
    const out: string[] = [];
    let time = 0;
    const callback = new ProgressCallback({ write: (line) => out.push(line), isTerminal: false, now: () => time });
    const list = new CallbackList(callback, undefined, { verbose: 1, epochs: 1, steps: 1 });
    list.call('onTestBegin');
    time = 0.05;
    list.call('onTestBatchEnd', 0, { loss: 0.5 });
    list.call('onTestEnd', { loss: 0.5 });
    list.call('onPredictBegin');
    time = 0.147;
    list.call('onPredictBatchEnd', 0);
    list.call('onPredictEnd');
    expect(out.join('')).toBe(
      '1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 50ms/step - loss: 0.5000\n1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 97ms/step\n',
    );
  });

  test('a narrow terminal cuts the running line, not the last', () => {
    const out: string[] = [];
    let time = 10;
    const progress = new Progress({
      target: 2,
      verbose: 1,
      isTerminal: true,
      columns: 40,
      now: () => time,
      write: (line) => void out.push(line),
    });
    time = 11;
    progress.update(1, { loss: 0.123456, accuracy: 0.5 }, false);
    progress.update(2, undefined, true);
    // oxlint-disable-next-line no-control-regex -- the codes of the terminal
    const plain = out.map((line) => line.replace(/\x1b\[\d+m|[\b\r]/g, ''));
    expect(plain).toEqual([
      '1/2 ━━━━━━━━━━━━━━━━━━━━ 1s 1s/step - l',
      '2/2 ━━━━━━━━━━━━━━━━━━━━ 1s 0s/step - loss: 0.1235 - accuracy: 0.5000\n',
    ]);
  });

  test('callbacks come before it, as in Keras: it shows the logs that they add', async () => {
    const out: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => out.push(String(line)) > 0);
    const model = new Sequential([Input({ shape: [1] }), new Dense(1, { kernelInitializer: 'zeros' })]);
    model.compile({ optimizer: new SGD(0), loss: 'mse' });
    const onEpochEnd = (_: number, logs: Logs) => void (logs.rate = 0.5);
    await model.fit([[1]], [[1]], { verbose: 2, callbacks: { onEpochEnd } }).finally(() => write.mockRestore());
    expect(out.join('')).toMatch(/- loss: 1\.0000(e\+00)? - rate: 0\.5000\n$/);
  });
});
