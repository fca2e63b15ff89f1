import { checkSource, readFirst, type Source } from './files.js';
import { parseIdx } from './idx.js';

/** Bytes with a shape: accepted wherever a tensor is. */
export interface Bytes {
  shape: number[];
  data: Uint8Array;
}

/** Images of shape `(n, 28, 28)` from 0 to 255, labels of shape `(n,)` from 0 to 9. */
export type ImagesAndLabels = [images: Bytes, labels: Bytes];

/** As `keras.datasets.mnist.load_data` gives it: `const [[xTrain, yTrain], [xTest, yTest]] = await mnist.load({ from });` */
export type Mnist = [train: ImagesAndLabels, test: ImagesAndLabels];

export interface MnistOptions {
  /** The URL, or in Node the folder, of the four files `train-images-idx3-ubyte.gz` and so on; they may be unpacked. */
  from: Source;
}

const loaded = new Map<string, Promise<Mnist>>();

/** The handwritten digits, checked, and kept in memory: a second call with the same `from` answers the same arrays. */
export async function load(options: MnistOptions): Promise<Mnist> {
  const from = options?.from;
  checkSource(from, 'mnist.load');
  const key = String(from);
  let mnist = loaded.get(key);
  if (!mnist) {
    mnist = all(read(from, 'train'), read(from, 't10k'));
    loaded.set(key, mnist);
    // A failure is not kept, so that a later call tries again.
    mnist.catch(() => loaded.delete(key));
  }
  return mnist;
}

/** As Promise.all, but of several failures it is always the first in the list that is told. */
async function all<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

async function read(from: Source, part: string): Promise<ImagesAndLabels> {
  const [images, labels] = await all(readPart(from, `${part}-images`, 3), readPart(from, `${part}-labels`, 1));
  const [count, height, width] = images.shape;
  if (height !== 28 || width !== 28) {
    throw new RangeError(`${part}-images must hold images of 28 × 28. Received: ${height} × ${width}.`);
  }
  if (count !== labels.shape[0]) {
    throw new RangeError(`${part}-images holds ${count} images, but ${part}-labels ${labels.shape[0]} labels.`);
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0) {
    throw new RangeError(`${part}-labels must hold digits from 0 to 9. Received: ${labels.data[wrong]} at ${wrong}.`);
  }
  return [images, labels];
}

async function readPart(from: Source, part: string, axes: number): Promise<Bytes> {
  const name = `${part}-idx${axes}-ubyte`;
  const bytes = await readFirst(from, [`${name}.gz`, name], 'mnist.load');
  const { shape, data } = parseIdx(bytes, name);
  if (!(data instanceof Uint8Array) || shape.length !== axes) {
    throw new RangeError(
      `${name} must hold bytes along ${axes} axes. It begins with the magic number ${magic(bytes)}, not ${0x800 + axes}.`,
    );
  }
  return { shape, data };
}

function magic(bytes: Uint8Array): number {
  return (bytes[2] << 8) | bytes[3];
}
