import { formatShape, type Shape, sizeOf } from '../shape.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';
import { brief, unreadable, viewOf } from './bytes.js';
import { bytesPerElement, checkShape, decodeElements, type Dtype, encodeElements } from './elements.js';

// numpy.lib.format: `\x93NUMPY`, a version, the header's length, a Python dictionary as header, the elements.

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** As numpy's own. A plain array's header has about a hundred bytes. */
const maximumHeader = 10_000;

const dtypes = new Map<string, Dtype>([
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

interface Header {
  descr: string;
  fortranOrder: boolean;
  shape: Shape;
}

/**
 * Reads what `numpy.save` writes: an array of numbers or booleans, in C or Fortran order, of either byte order.
 * @param name What the messages call it.
 * @throws RangeError for other bytes, other elements, and more or fewer elements than the shape says.
 */
export function readNpy(bytes: Uint8Array, name = 'npy'): Tensor {
  const view = viewOf(bytes, name);
  if (magic.some((byte, i) => bytes[i] !== byte))
    throw unreadable(`${name} at byte 0`, 'it does not begin with \\x93NUMPY, so it is no array of numpy');
  const version = bytes[6];
  if (version < 1 || version > 3)
    throw unreadable(
      `${name} at byte 6`,
      `its version is ${version}`,
      'Save it with `numpy.save`, which writes 1 to 3.',
    );
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw unreadable(`${name} at byte 8`, `it ends within the length of its header`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maximumHeader || start + length > bytes.length)
    throw unreadable(
      `${name} at byte 8`,
      `a header of ${length} bytes does not fit in ${bytes.length} bytes, or is no array's`,
    );

  const header = `${name} at byte ${start}`;
  const text = String.fromCharCode(...bytes.subarray(start, start + length));
  const { descr, fortranOrder, shape } = parseHeader(text, header);
  const dtype = dtypeOf(descr, header);
  checkShape(shape, header);
  const size = sizeOf(shape) * bytesPerElement(dtype);
  const elements = bytes.subarray(start + length);
  if (elements.length !== size) {
    const problem = `shape ${formatShape(shape)} of ${dtype} takes ${size} bytes, but ${elements.length} follow`;
    throw unreadable(`${name} at byte ${start + length}`, problem);
  }
  const data = decodeElements(elements, dtype, descr[0] !== '>');
  return new Tensor(shape, fortranOrder ? toRowMajor(data, shape) : data);
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` */
function parseHeader(text: string, place: string): Header {
  const dictionary = /^\{([^}]*)\}\s*$/.exec(text)?.[1];
  const items = new Map<string, string>();
  const item = /\s*'(\w+)'\s*:\s*(?:'([^']*)'|(True|False)|\(([^)]*)\))\s*(?:,\s*|$)/y;
  let isWhole = dictionary !== undefined;
  while (dictionary && isWhole && item.lastIndex < dictionary.length) {
    const match = item.exec(dictionary);
    if (match) items.set(match[1], match[2] ?? match[3] ?? match[4]);
    else isWhole = false;
  }
  const [descr, order = '', shape] = ['descr', 'fortran_order', 'shape'].map((key) => items.get(key));
  isWhole &&= items.size === 3 && /^(True|False)$/.test(order);
  if (descr === undefined || shape === undefined || !isWhole) {
    const problem = `its header ${brief(text.trim())} does not describe a plain array`;
    throw unreadable(place, problem, 'Save the fields of a structured array one by one.');
  }
  const lengths = shape.split(',').map((one) => (/^\s*\d+L?\s*$/.test(one) ? parseInt(one, 10) : NaN));
  // Behind the last comma there may be nothing.
  if (/(^|,)\s*$/.test(shape)) lengths.pop();
  return { descr, fortranOrder: order === 'True', shape: lengths };
}

function dtypeOf(descr: string, place: string): Dtype {
  const dtype = /^[<>|=]/.test(descr) ? dtypes.get(descr.slice(1)) : undefined;
  if (dtype) return dtype;
  if (descr.slice(1) === 'O') {
    const cure = "Save it as numbers: `numpy.save(file, array.astype('float32'))`.";
    throw unreadable(place, 'it holds Python objects, which needs pickle', cure);
  }
  const cure = "Convert it with `array.astype('float32')` before it is saved.";
  throw unreadable(place, `its elements are ${brief(descr)}, not numbers that can be read here`, cure);
}

/** From the order in which the first index runs fastest to that in which the last one does. */
function toRowMajor(data: Float32Array, shape: Shape): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const index = shape.map(() => 0);
  const values = new Float32Array(data.length);
  let at = 0;
  for (const value of data) {
    values[at] = value;
    for (const [axis, stride] of strides.entries()) {
      at += stride;
      if (++index[axis] < shape[axis]) break;
      at -= stride * shape[axis];
      index[axis] = 0;
    }
  }
  return values;
}

/** The bytes of a `.npy` file of version 1.0, float32 in C order, as `numpy.load` reads it. */
export function writeNpy(x: TensorLike, name = 'x'): Uint8Array {
  const { shape, data } = toTensor(x, name);
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${formatShape(shape)}, }`;
  // The elements begin at a multiple of 64, behind a line end.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + 4 * data.length);
  const view = viewOf(bytes, name);
  bytes.set([...magic, 1, 0]);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  encodeElements(view, start, data);
  return bytes;
}
