import { part, readable } from '../dom.js';
import { build, examples, nextNumber, train } from '../models/next-number.js';
import { createTraining } from '../training.js';

/** The numbers of a text, with anything between them that is no part of a number. */
function parse(text) {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !Number.isFinite(Number(word)));
  if (wrong !== undefined) throw new RangeError(`“${wrong}” is not a number. Write numbers with commas between them.`);
  if (words.length < 5) throw new RangeError('Write five numbers or more: three to read, and some to learn from.');
  if (words.length > 200) throw new RangeError('Write two hundred numbers at most.');
  return words.map(Number);
}

/** Networks like small numbers: the largest becomes a tenth. */
const scaleOf = (numbers) => 0.1 / (Math.max(...numbers.map(Math.abs)) || 1);

export function startNextNumber(root, { onDone }) {
  const input = part(root, 'sequence');
  const ask = part(root, 'ask');
  const row = part(root, 'numbers');
  const answer = part(root, 'answer');
  let numbers = [];
  let given = 0;

  const training = createTraining(root, {
    epochs: 500,
    epochsPerFrame: 5,
    seed: 1,
    build,
    async fit(model, options) {
      const given = parse(input.value);
      await train(model, examples(given, scaleOf(given)), options);
    },
    onChange(state) {
      ask.disabled = state === 'training' || training.epochsDone === 0;
      if (state === 'new') show();
      if (state === 'done') onDone();
    },
  });

  /** The numbers given, and those that the network has gone on with. */
  function show() {
    try {
      numbers = parse(input.value);
    } catch {
      numbers = [];
    }
    given = numbers.length;
    answer.textContent = '';
    showRow();
  }

  function showRow() {
    const items = numbers.map((number, i) => {
      const item = document.createElement('li');
      item.textContent = readable(number);
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
    const shown = next.toLocaleString('en', { maximumFractionDigits: 2 });
    answer.textContent = `After ${numbers.slice(-3).map(readable).join(', ')} comes ${shown}.`;
    numbers.push(next);
    showRow();
  });
  input.addEventListener('input', training.startOver);
  for (const preset of root.querySelectorAll('[data-preset]')) {
    preset.addEventListener('click', () => {
      input.value = preset.dataset.preset;
      training.startOver();
    });
  }
  show();
  return training;
}
