import { mnist } from 'markhor/datasets';
import { oncePerFrame, part } from '../dom.js';
import { createDrawing, paintDigit, toDigit } from '../drawing.js';
import { build, examples, probabilities, train } from '../models/digits.js';
import { createTraining } from '../training.js';

const percent = (share) => `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)} %`;

export function startDigits(root, { onDone }) {
  const pad = part(root, 'pad');
  const seen = part(root, 'seen');
  const verdict = part(root, 'answer');
  const score = part(root, 'score');
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const row = document.createElement('li');
    row.innerHTML = `<b>${digit}</b><i aria-hidden="true"></i><span></span>`;
    return row;
  });
  part(root, 'probabilities').append(...rows);

  const sampleButton = part(root, 'sample');
  let digits; // { training, test }: [x, y] each
  let loading;
  let pixels; // what the network sees
  let origin = ''; // of a digit from the test set

  const training = createTraining(root, {
    epochs: () => 12,
    seed: 3,
    build,
    async fit(model, options) {
      await load();
      await train(model, digits.training, digits.test, options);
    },
    onEpoch(_, { val_accuracy: accuracy }) {
      score.textContent = `${percent(accuracy)} of 500 digits it has never seen are read rightly.`;
      verdict.textContent = guess();
    },
    onChange(state) {
      if (state === 'new') score.textContent = '';
      verdict.setAttribute('aria-live', state === 'training' ? 'off' : 'polite'); // read out at the end alone
      if (state !== 'training') verdict.textContent = guess();
      if (state === 'done') onDone();
    },
  });

  function guess() {
    const shares = pixels ? probabilities(training.model, pixels) : new Float32Array(10);
    const best = shares.indexOf(Math.max(...shares));
    for (const [digit, row] of rows.entries()) {
      row.style.setProperty('--share', shares[digit]);
      row.classList.toggle('best', pixels !== undefined && digit === best);
      row.lastChild.textContent = percent(shares[digit]);
    }
    const sure = `${best}, ${percent(shares[best])} sure`;
    if (!pixels) return 'Draw a digit.';
    if (training.epochsDone === 0) return `${origin}The untrained network guesses ${sure}.`;
    return `${origin}The network says ${sure}.`;
  }

  const draw = oncePerFrame(() => {
    pixels = toDigit(pad);
    paintDigit(seen, pixels ?? new Float32Array(784));
    const text = guess();
    if (isWhole) verdict.textContent = text;
  });
  let isWhole = true;
  const drawing = createDrawing(pad, part(root, 'cursor'), {
    onDraw(whole) {
      origin = '';
      isWhole = whole;
      draw();
    },
    say(text) {
      part(root, 'said').textContent = text;
    },
  });

  function sample() {
    const [x, y] = digits.test;
    const i = Math.floor(Math.random() * x.shape[0]);
    pixels = x.data.slice(i * 784, (i + 1) * 784);
    const label = y.data.subarray(i * 10, (i + 1) * 10).indexOf(1);
    origin = `Somebody wrote a ${label}. `;
    drawing.show(pixels);
    paintDigit(seen, pixels);
    verdict.textContent = guess();
  }

  part(root, 'clear').addEventListener('click', drawing.clear);
  sampleButton.addEventListener('click', sample);

  async function fetchDigits() {
    try {
      const [first, second] = await mnist.load({ from: new URL('mnist/', document.baseURI) });
      digits = { training: examples(first), test: examples(second) };
    } catch (error) {
      loading = undefined; // so that training tries again
      throw new Error(`The digits could not be loaded. ${error.message}`, { cause: error });
    }
    sampleButton.disabled = false;
    if (!pixels) sample();
  }

  function load() {
    loading ??= fetchDigits();
    return loading;
  }

  sampleButton.disabled = true;
  load().catch((error) => {
    part(root, 'problem').textContent = error.message;
    verdict.textContent = guess();
  });
  return training;
}
