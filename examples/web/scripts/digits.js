// Writes the digits that the page brings with it: the first of MNIST's, as many of each digit, in MNIST's own format.
//
//   node examples/web/scripts/digits.js <folder or URL of the MNIST files>
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { mnist } from 'markhor/datasets';

const [from] = process.argv.slice(2);
if (!from) {
  console.error('Where is MNIST? Give a folder or a URL:\n\n  node examples/web/scripts/digits.js path/to/mnist');
  process.exit(1);
}
const folder = new URL('../public/mnist/', import.meta.url);
mkdirSync(folder, { recursive: true });

/** An IDX file of bytes. Source: the format's description beside MNIST. */
function idx(shape, data) {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  for (const [axis, length] of shape.entries()) header.setUint32(4 + 4 * axis, length);
  return gzipSync(Buffer.concat([new Uint8Array(header.buffer), data]), { level: 9 });
}

function write(part, [images, labels], perDigit) {
  const left = new Array(10).fill(perDigit);
  const chosen = [...labels.data.keys()].filter((i) => left[labels.data[i]]-- > 0);
  const pixels = Buffer.concat(chosen.map((i) => images.data.subarray(i * 784, (i + 1) * 784)));
  const digits = Uint8Array.from(chosen, (i) => labels.data[i]);
  writeFileSync(new URL(`${part}-images-idx3-ubyte.gz`, folder), idx([chosen.length, 28, 28], pixels));
  writeFileSync(new URL(`${part}-labels-idx1-ubyte.gz`, folder), idx([chosen.length], digits));
  console.log(`${part}: ${chosen.length} digits`);
}

const [train, test] = await mnist.load({ from });
write('train', train, 400);
write('t10k', test, 50);
