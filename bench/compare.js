// Measures libraries side by side: they take turns within one run, and medians are reported.
import { dataOf } from './models.js';
import { quantile } from './quantile.js';
import { formatTime, table } from './table.js';

const stepsOf = ({ batchSize }, { rows, epochs }) => epochs * Math.ceil(rows / batchSize);

/** How much of a model's work fits into `milliseconds`: all of it, or fewer epochs, or fewer whole batches. */
function portion(model, millisecondsPerStep, milliseconds) {
  const { rows, batchSize, epochs = 1 } = model;
  const steps = Math.max(1, Math.floor(milliseconds / millisecondsPerStep));
  const perEpoch = Math.ceil(rows / batchSize);
  if (steps >= perEpoch * epochs) return { rows, epochs };
  if (steps >= perEpoch) return { rows, epochs: Math.floor(steps / perEpoch) };
  return { rows: steps * batchSize, epochs: 1 };
}

/** The largest difference between predictions, relative to the largest prediction. */
function difference(a, b) {
  let [most, scale] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i] - b[i]));
    scale = Math.max(scale, Math.abs(a[i]));
  }
  return a.length === b.length && Number.isFinite(most) ? most / scale : Number.NaN;
}

/**
 * Opens a model in every library and lets them do the same small piece of work from the same weights on. What they predict
 * then must agree with the first library, or they are not doing the same.
 */
async function start(model, libraries, weights) {
  const data = dataOf(model);
  const checkRows = Math.min(model.rows, 2 * model.batchSize);
  const checkEpochs = Math.min(model.epochs ?? 1, 100);
  const opened = [];
  for (const library of libraries) {
    try {
      const candidate = await library.open(model, data, weights);
      if (typeof candidate === 'string') {
        opened.push({ library, skipped: candidate });
        continue;
      }
      const first =
        model.task === 'fit' ? await candidate.fit(checkRows, checkEpochs) : await candidate.predict(checkRows, 1);
      const predictions = await candidate.predictions(Math.min(model.rows, 32));
      const steps = stepsOf(model, { rows: checkRows, epochs: checkEpochs });
      opened.push({ library, candidate, first: first.wall, predictions, estimate: first.taken / steps });
    } catch (error) {
      opened.push({ library, skipped: String(error?.message ?? error).split('\n')[0] });
    }
  }
  const expected = opened[0].predictions;
  for (const one of opened) if (one.predictions) one.difference = difference(expected, one.predictions);
  return opened;
}

/** One sample: milliseconds for the whole of the model's work, scaled up when only a part was done. */
async function sample(model, one) {
  const { rows, epochs = 1, task } = model;
  if (task === 'predict') {
    const { taken, wall, cpu } = await one.candidate.predict(one.part.rows, one.repetitions);
    return { milliseconds: (taken / one.repetitions) * (rows / one.part.rows), wall, cpu };
  }
  const { taken, wall, cpu } = await one.candidate.fit(one.part.rows, one.part.epochs);
  return { milliseconds: taken * (stepsOf(model, { rows, epochs }) / stepsOf(model, one.part)), wall, cpu };
}

/**
 * @param options.samples How often each library has its turn.
 * @param options.budget Milliseconds a sample may take; a library that needs more does a part, and the time is scaled.
 * @param options.warmUp Milliseconds of work before anything is recorded.
 */
export async function compare(model, libraries, weights, { samples, budget, warmUp }) {
  const opened = await start(model, libraries, weights);
  const running = opened.filter(({ candidate }) => candidate);
  const { rows, batchSize, task, epochs = 1 } = model;
  for (const one of running) {
    one.repetitions = 1;
    const small = { rows: Math.min(rows, 2 * batchSize), epochs: Math.min(epochs, 100) };
    for (let spent = 0; ; ) {
      one.part = portion(model, one.estimate, Math.min(budget, warmUp));
      if (one.part.rows < small.rows) one.part.rows = Math.min(batchSize, rows);
      const { milliseconds } = await sample(model, one);
      const share = stepsOf(model, one.part) / stepsOf(model, { rows, epochs });
      one.estimate = milliseconds / stepsOf(model, { rows, epochs });
      spent += milliseconds * share * one.repetitions;
      if (task === 'predict')
        one.repetitions = Math.max(1, Math.floor(Math.min(20, warmUp / 10) / (milliseconds * share)));
      if (spent >= warmUp) break;
    }
    one.part = portion(model, one.estimate, budget);
    if (task === 'predict') {
      const once = one.estimate * stepsOf(model, one.part);
      one.repetitions = Math.max(1, Math.floor(Math.min(100, budget) / once));
    }
    one.times = [];
  }
  for (let round = 0; round < samples; round++) {
    for (const one of running) {
      // Whoever cannot do less than many times the budget has fewer turns.
      if (round < 3 || one.times.at(-1).wall < 4 * budget) one.times.push(await sample(model, one));
    }
  }
  for (const { candidate } of running) await candidate.close();
  return opened.map((one) => result(model, one));
}

function result(model, { library, skipped, times: samples, part, first, repetitions, difference }) {
  const { name, title, version } = library;
  const who = { library: name, title, version };
  if (skipped) return { ...who, skipped };
  const { rows, epochs = 1 } = model;
  const steps = stepsOf(model, { rows, epochs });
  const times = samples.map(({ milliseconds }) => milliseconds);
  const median = quantile(times, 0.5);
  return {
    ...who,
    milliseconds: median,
    quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
    least: Math.min(...times),
    steps,
    millisecondsPerEpoch: median / epochs,
    stepsPerSecond: (steps / median) * 1e3,
    /** The first call of the process on a small part: before the engine has optimized anything. */
    firstMilliseconds: first,
    measured: { ...part, steps: stepsOf(model, part), repetitions },
    difference,
    samples,
  };
}

/** The results of a model as text. Ratios are to the first library. */
export function report(model, results) {
  const [first] = results;
  const columns = ['', 'median', 'quartiles', 'per epoch', 'steps/s', 'ratio', 'difference'];
  if (model.task === 'predict') columns.splice(3, 2, 'per window', 'windows/s');
  const measured = results.filter((one) => !one.skipped);
  const body = measured.map((one) => {
    const name = one.version ? `${one.title} ${one.version}` : one.title;
    const [low, high] = one.quartiles;
    const whole = one.measured.rows === model.rows && one.measured.epochs === (model.epochs ?? 1);
    const per = model.task === 'predict' ? one.milliseconds / model.rows : one.millisecondsPerEpoch;
    const rate = model.task === 'predict' ? 1e3 / per : one.stepsPerSecond;
    return [
      `${name}${whole ? '' : ` (${one.measured.steps} of ${one.steps} steps, scaled)`}`,
      formatTime(one.milliseconds),
      `${formatTime(low)} – ${formatTime(high)}`,
      formatTime(per),
      rate < 100 ? rate.toPrecision(3) : Math.round(rate).toLocaleString('en'),
      `× ${(one.milliseconds / first.milliseconds).toPrecision(3)}`,
      one.difference.toExponential(0),
    ];
  });
  const skipped = results.filter((one) => one.skipped).map((one) => `${one.title}: ${one.skipped}`);
  const note = skipped.length > 0 ? [`Left out: ${skipped.join('; ')}`] : [];
  return [model.title, table([columns, ...body]), ...note, ''].join('\n');
}
