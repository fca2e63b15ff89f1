import { clearSession, setRandomSeed } from 'markhor';
import { createChart } from './chart.js';
import { frame, part, pause, readable } from './dom.js';

/** Stops the training under way: there is one at a time, so that each has the whole machine. */
let stopCurrent = () => {};

const running = new Set();
let started = 0;

/** Resolves when nothing trains. */
export async function quiet() {
  while (running.size > 0) await Promise.all(running);
}

/** How many trainings have begun so far. */
export const trainingsStarted = () => started;

/**
 * The controls of a lesson: train, stop, continue, start over; the loss as it falls; the model's summary.
 *
 * @param seed Of the random numbers, so that every visit gives the same result.
 * @param build Makes the model.
 * @param fit Trains it with options for `model.fit`; throws an error with a message for the visitor.
 * @param epochs Tells how many a press on the button trains.
 * @param epochsPerFrame Small models are quicker than the eye: they wait for the browser to draw.
 * @param onEpoch Told of the model and its logs after each epoch; may be asynchronous.
 * @param onChange Told `training`, `stopped`, `done`, or `new` when the model is thrown away.
 */
export function createTraining(root, { seed, build, fit, epochs, epochsPerFrame = 1, onEpoch, onChange }) {
  const button = part(root, 'train');
  const reset = part(root, 'reset');
  const progress = part(root, 'progress');
  const count = part(root, 'count');
  const status = part(root, 'status');
  const problem = part(root, 'problem');
  const summary = part(root, 'summary');
  const lossChart = part(root, 'loss');
  const chart = createChart(lossChart, {
    logarithmic: true,
    lines: [{ name: 'accent' }, { name: 'ink', dashed: true }],
    xValues: (_, values) => values.map((value) => (Number.isInteger(value) ? value : '')),
    tell: ([epoch, loss, unseen]) =>
      `Epoch ${epoch}: ${readable(loss)}${unseen === null ? '' : `, unseen ${readable(unseen)}`}`,
  });

  let model;
  let columns; // epochs, loss, loss on unseen examples
  let done;
  let round; // epochs by a press on the button
  let target;
  let seconds;
  let stop;

  function begin() {
    setRandomSeed(seed);
    clearSession();
    model = build();
    summary.textContent = '';
    model.summary({ lineLength: 50, printFn: (text) => summary.append(text) });
    columns = [[], [], []];
    done = 0;
    target = round = epochs();
    seconds = 0;
    stop = undefined;
    show('Train');
    drawLoss();
    chart.describe('Loss by epoch: empty until training begins.');
  }

  function show(label) {
    button.textContent = label;
    reset.disabled = done === 0 && !stop;
    progress.max = target;
    progress.value = done;
    count.textContent = `${done} of ${target} epochs${done > 0 ? `, ${seconds.toFixed(1)} s` : ''}`;
  }

  /** The chart is as wide as all epochs from the start on, so that the line grows into it. */
  function drawLoss() {
    const [numbers, ...losses] = columns;
    const rest = [1, target].filter((epoch) => epoch > done);
    lossChart.classList.toggle('empty', done === 0);
    chart.set([[...numbers, ...rest], ...losses.map((values) => [...values, ...rest.map(() => null)])]);
  }

  function lossText() {
    const [, loss, unseen] = columns;
    const other = unseen.at(-1) === null ? '' : `, on unseen examples ${readable(unseen.at(-1))}`;
    return `Loss after epoch ${done} of ${target}: ${readable(loss.at(-1))}, at first ${readable(loss[0])}${other}.`;
  }

  function start() {
    started++;
    const ended = run().finally(() => running.delete(ended));
    running.add(ended);
  }

  async function run() {
    stopCurrent();
    if (done === 0) begin(); // the same result, whatever else has used the random numbers
    const controller = new AbortController();
    const { signal } = controller;
    const trained = model;
    stop = stopCurrent = () => controller.abort();
    if (done >= target) target += round;
    problem.textContent = '';
    status.textContent = 'Training.';
    show('Stop');
    onChange('training');

    let last = performance.now();
    async function onEpochEnd(epoch, logs) {
      if (trained !== model) return; // started over
      done = epoch + 1;
      seconds += (performance.now() - last) / 1000;
      for (const [i, value] of [done, logs.loss, logs.val_loss ?? null].entries()) columns[i].push(value);
      await onEpoch?.(model, logs);
      if (!signal.aborted && (done % epochsPerFrame === 0 || done === target)) {
        await pause(); // what `onEpoch` has done and what follows are tasks of their own
        if (trained !== model) return;
        drawLoss();
        show('Stop');
        if (done % Math.ceil(round / 4) === 0) status.textContent = lossText();
        await frame();
      }
      last = performance.now();
    }

    try {
      await fit(model, { epochs: target, initialEpoch: done, signal, callbacks: { onEpochEnd } });
    } catch (error) {
      if (!signal.aborted) problem.textContent = error.message;
    }
    if (trained !== model) return;
    stop = undefined;
    const state = done >= target ? 'done' : 'stopped';
    show(state === 'done' ? 'Train on' : done > 0 ? 'Continue' : 'Train');
    if (done > 0) {
      drawLoss();
      chart.describe(lossText());
      status.textContent = `${state === 'done' ? 'Done' : 'Stopped'}. ${lossText()}`;
    } else status.textContent = '';
    onChange(state);
  }

  function startOver() {
    stop?.();
    begin();
    problem.textContent = '';
    onChange('new');
  }

  begin(); // where no model can be made, the buttons do nothing
  button.addEventListener('click', () => (stop ? stop() : start()));
  reset.addEventListener('click', () => {
    startOver();
    status.textContent = 'Started over.';
    button.focus(); // the button pressed is now disabled
  });

  return {
    /** The model as it is, trained or not. */
    get model() {
      return model;
    },
    get epochsDone() {
      return done;
    },
    /** Trains, unless it does. */
    train() {
      if (!stop) start();
    },
    startOver,
  };
}
