// Measures libraries side by side: they take turns within one run, and medians are reported.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';
import { dataOf } from './models.js';

/** Where and with what it was measured. */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    ...processor(),
    logicalCores: cpus().length,
    system: `${platform()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    date: new Date().toISOString(),
  };
}

/** Virtual machines hide the name of the processor, not what it is: families and models are the maker's numbers. */
function processor() {
  if (!existsSync('/proc/cpuinfo')) return {};
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const [family, model] = ['cpu family', 'model'].map(
    (name) => text.match(new RegExp(`^${name}\\s*: (\\d+)$`, 'm'))?.[1],
  );
  return family ? { family: Number(family), model: Number(model) } : {};
}

export function describe({ cpu, logicalCores, node, v8, system }) {
  return `${cpu}, ${logicalCores} logical cores, ${system}, Node ${node} (V8 ${v8}), every library on 1 thread`;
}

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};

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

/** A time with three digits. */
export function formatTime(milliseconds) {
  if (milliseconds < 1) return `${(milliseconds * 1e3).toPrecision(3)} µs`;
  if (milliseconds < 999.5) return `${milliseconds.toPrecision(3)} ms`;
  return `${(milliseconds / 1e3).toPrecision(milliseconds < 99_950 ? 3 : 4)} s`;
}

/** Text in columns; the first is flush left, the others right. */
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell ?? '').padStart(widths[i])))
        .join('  '),
    )
    .join('\n');
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

/** Keeps numbers as bench/results/<name>-<date>.json, and as bench/results/<name>.json when they are to be published. */
export function keep(name, results, publish) {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const files = [`${name}-${stamp}.json`, ...(publish ? [`${name}.json`] : [])];
  for (const file of files) writeFileSync(new URL(file, folder), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`raw numbers: ${files.map((file) => `bench/results/${file}`).join(', ')}`);
}
