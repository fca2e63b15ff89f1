import { part, readable } from '../dom.js';
import { build, examples, nextNumber, train } from '../models/next-number.js';
import { createTraining } from '../training.js';

const toNumber = (word) => Number(word.replaceAll('−', '-'));

/** The numbers of a text as they are written, with anything between them that is no part of a number. */
function parse(text) {
  // Commas begin decimals where semicolons stand between numbers.
  const given = text.includes(';') ? text.replace(/,(?=\d)/g, '.') : text;
  const words = given.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !Number.isFinite(toNumber(word)));
  if (wrong !== undefined) throw new RangeError(`“${wrong}” is not a number. Write numbers with commas between them.`);
  const cut = words.find((word) => /^[-−]?0\d/.test(word));
  if (cut !== undefined) throw new RangeError(`“${cut}” looks like a part of a number. Write 1000, not 1,000.`);
  if (words.length < 5) throw new RangeError('Write five numbers or more: three to read, and some to learn from.');
  if (words.length > 200) throw new RangeError('Write two hundred numbers at most.');
  return words;
}

/** Digits behind the point: 1 of `100.1`, 8 of `2.5e-7`. */
function decimals(word) {
  const [, digits = '', exponent = 0] = /^[^.e]*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(word) ?? [];
  return Math.max(0, digits.length - Number(exponent));
}

function written(number, digits) {
  if (Math.abs(number) >= 1e9 || digits > 20) return readable(number);
  // Commas stand between numbers here, not in them.
  return number.toLocaleString('en', { maximumFractionDigits: digits, signDisplay: 'negative', useGrouping: false });
}

/** Networks like small numbers: the largest becomes a tenth. By what is below 1e-300 nothing is divided. */
const scaleOf = (numbers) => 0.1 / Math.max(Math.max(...numbers.map(Math.abs)) || 1, 1e-300);

export function startNextNumber(root, { onDone }) {
  const input = part(root, 'sequence');
  const ask = part(root, 'ask');
  const row = part(root, 'numbers');
  const answer = part(root, 'answer');
  let texts = []; // the numbers as they are shown: those given, and those that the network has gone on with
  let numbers = [];
  let given = 0;
  let precision = 0;

  const training = createTraining(root, {
    epochs: () => 500,
    epochsPerFrame: 5,
    seed: 1,
    build,
    async fit(model, options) {
      const given = parse(input.value).map(toNumber);
      await train(model, examples(given, scaleOf(given)), options);
    },
    onChange(state) {
      ask.disabled = state === 'training' || training.epochsDone === 0;
      if (state === 'new') show();
      if (state === 'done') onDone();
    },
  });

  /** Only what is given. */
  function show() {
    try {
      texts = parse(input.value);
    } catch {
      texts = [];
    }
    numbers = texts.map(toNumber);
    given = texts.length;
    precision = Math.max(0, ...texts.map(decimals));
    answer.textContent = '';
    showRow();
  }

  function showRow() {
    const items = texts.map((text, i) => {
      const item = document.createElement('li');
      item.textContent = text;
      item.className = i < given ? '' : 'predicted';
      return item;
    });
    const next = document.createElement('li');
    next.textContent = '?';
    next.className = 'unknown';
    row.replaceChildren(...items, next);
    row.scrollLeft = row.scrollWidth;
  }

  ask.addEventListener('click', () => {
    const scale = scaleOf(numbers.slice(0, given));
    const next = nextNumber(training.model, numbers, scale);
    answer.textContent = `After ${texts.slice(-3).join(', ')} comes ${written(next, precision + 2)}.`;
    numbers.push(next);
    texts.push(written(next, precision));
    showRow();
  });
  input.addEventListener('input', training.startOver);
  input.addEventListener('keydown', ({ key }) => key === 'Enter' && training.train());
  for (const preset of root.querySelectorAll('[data-preset]')) {
    preset.addEventListener('click', () => {
      input.value = preset.dataset.preset;
      training.startOver();
    });
  }
  ask.disabled = true; // Firefox remembers it over a reload
  show();
  return training;
}
