import { createCopy, showCode } from './code.js';
import { part } from './dom.js';
import { startDigits } from './lessons/digits.js';
import { startNextNumber } from './lessons/next-number.js';
import { startStock } from './lessons/stock.js';
import { createSpeed } from './speed.js';

/** The programs as text: what is shown is what runs. */
const programs = import.meta.glob('./models/*.js', { query: '?raw', import: 'default', eager: true });

for (const [name, start] of Object.entries({
  'next-number': startNextNumber,
  stock: startStock,
  digits: startDigits,
})) {
  const root = document.getElementById(name);
  for (const place of root.querySelectorAll('[data-template]')) {
    place.replaceWith(document.getElementById(place.dataset.template).content.cloneNode(true));
  }
  // Screen readers list buttons without the lesson around them. A name begins with what is seen.
  for (const button of root.querySelectorAll('.training button, .beside button')) {
    button.id = `${name}-${Object.keys(button.dataset)[0]}`;
    button.setAttribute('aria-labelledby', `${button.id} ${name}-title`);
  }
  for (const region of root.querySelectorAll('progress, .beside pre')) {
    region.ariaLabel += ` “${root.querySelector('h2').textContent}”`;
  }
  showCode(part(root, 'code'), programs[`./models/${name}.js`]);
  createCopy(part(root, 'copy'), part(root, 'code'));
  try {
    start(root, { onDone: createSpeed(root, name) });
  } catch (error) {
    part(root, 'problem').textContent = `This lesson cannot run here. ${error.message}`;
    for (const control of root.querySelectorAll('button, input, select')) control.disabled = true;
  }
}
document.getElementById('unstarted').remove();
