import { readFile } from './series.js';

// Loaded with the page, so that it is there when the network is not.
const worker = new Worker(new URL('./reader-worker.js', import.meta.url), { type: 'module' });
let isBroken = false;
worker.addEventListener('error', () => (isBroken = true));

/** The series in an uploaded file, read away from the page, which 100,000 rows would hold up for a second or more. */
export function readAway(file) {
  if (isBroken) return readFile(file);
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      port1.close();
      if (data instanceof Error) reject(data);
      else resolve(data);
    };
    worker.postMessage(file, [port2]);
  });
}
