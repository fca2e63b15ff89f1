import { part } from './dom.js';
import { quiet, trainingsStarted } from './training.js';

// Loaded with the page, so that it is there when the network is not.
const worker = new Worker(new URL('./speed-worker.js', import.meta.url), { type: 'module' });
let isBroken = false;
worker.addEventListener('error', () => (isBroken = true));

const milliseconds = (value) =>
  value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ms`;

/** Measures the lesson `name` in a worker and shows the result. Returns a function that measures unless it has been done. */
export function createSpeed(root, name) {
  const button = part(root, 'measure');
  const verdict = part(root, 'verdict');
  const bars = part(root, 'bars');
  let isMeasured = false;
  let isMeasuring = false;
  let startedBefore;

  function setMeasuring(now) {
    isMeasuring = now;
    button.setAttribute('aria-disabled', now); // `disabled` would lose the focus
  }

  async function measure() {
    if (isMeasuring) return;
    isMeasured = true;
    setMeasuring(true);
    verdict.textContent = 'Waiting for the training to end …';
    await quiet();
    if (isBroken) return fail();
    verdict.textContent = 'Measuring, about two seconds …';
    startedBefore = trainingsStarted();
    worker.postMessage(name);
  }

  function show({ markhor, javascript }) {
    const times = (javascript / markhor).toLocaleString('en', { maximumSignificantDigits: 2 });
    verdict.innerHTML = `<strong>${times}×</strong> as fast as plain JavaScript, on this machine`;
    part(root, 'markhor').textContent = milliseconds(markhor);
    part(root, 'javascript').textContent = milliseconds(javascript);
    const share = Math.min(1, markhor / javascript);
    bars.style.setProperty('--markhor', share);
    bars.style.setProperty('--javascript', Math.min(1, javascript / markhor));
    bars.hidden = false;
    setMeasuring(false);
    button.textContent = 'Measure again';
  }

  function fail() {
    verdict.textContent = 'It could not be measured here.';
    setMeasuring(false);
  }

  worker.addEventListener('message', ({ data }) => {
    if (data.name !== name) return;
    if (!data.markhor) return fail();
    if (trainingsStarted() === startedBefore) return show(data);
    setMeasuring(false); // a training that has begun meanwhile took its share of the machine
    measure();
  });
  worker.addEventListener('error', () => isMeasuring && fail());
  button.addEventListener('click', measure);
  return () => isMeasured || measure();
}
