import { formatShape, type Shape, sizeOf } from '../shape.js';
import { toTensor } from '../tensor.js';
import { brief, checkDistinct, fromUtf8, toUtf8, uint64, unreadable, viewOf } from './bytes.js';
import {
  bytesPerElement,
  checkShape,
  decodeElements,
  type Dtype,
  encodeElements,
  type NamedTensor,
} from './elements.js';
import { isObject } from './json.js';

// huggingface.co/docs/safetensors: the header's length in 8 bytes, the header in JSON, the elements, little-endian.

/** Named tensors, and what else is written about them. */
export interface Safetensors {
  /** In the header's order. */
  readonly tensors: readonly NamedTensor[];
  /** `__metadata__`; its prototype is null. */
  readonly metadata: Readonly<Record<string, string>>;
}

const maximumHeader = 100_000_000;
const metadataKey = '__metadata__';

const dtypes = new Map<unknown, Dtype>([
  ['BOOL', 'bool'],
  ['U8', 'uint8'],
  ['I8', 'int8'],
  ['U16', 'uint16'],
  ['I16', 'int16'],
  ['U32', 'uint32'],
  ['I32', 'int32'],
  ['U64', 'uint64'],
  ['I64', 'int64'],
  ['BF16', 'bfloat16'],
  ['F16', 'float16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
]);

interface Entry {
  name: string;
  place: string;
  dtype: Dtype;
  shape: Shape;
  begin: number;
  end: number;
}

/**
 * Reads a `.safetensors` file; numbers of all kinds become float32.
 * @param name What the messages call it.
 * @throws RangeError for a damaged header, names used twice, elements of 8 bits' floats and the like, and tensors that
 * overlap, leave holes, or have more or fewer bytes than their shapes say.
 */
export function readSafetensors(bytes: Uint8Array, name = 'safetensors'): Safetensors {
  const view = viewOf(bytes, name);
  if (bytes.length < 8) throw unreadable(name, `its ${bytes.length} bytes end within the length of the header`);
  const length = uint64(view, 0);
  if (length > maximumHeader || 8 + length > bytes.length) {
    const problem = `a header of ${length} bytes does not fit in ${bytes.length} bytes, or in the 100 MB allowed`;
    throw unreadable(`${name} at byte 0`, problem);
  }
  const header = parseHeader(bytes.subarray(8, 8 + length), `${name} header`);
  const metadata = readMetadata(header.get(metadataKey), `${name} header`);
  header.delete(metadataKey);
  const entries = [...header].map(([key, value]) => readEntry(key, value, `${name} tensor ${brief(key)}`));
  const elements = bytes.subarray(8 + length);
  checkOrder([...entries], elements.length, name);
  const tensors = entries.map(({ name, dtype, shape, begin, end }) => {
    return { name, shape, data: decodeElements(elements.subarray(begin, end), dtype) };
  });
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array, place: string): Map<string, unknown> {
  const text = fromUtf8(bytes, place);
  const hasBrace = text.startsWith('{');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(hasBrace ? text : '');
  } catch (cause) {
    throw unreadable(place, 'it is not a JSON object', undefined, cause);
  }
  const keys = keysOf(text);
  checkDistinct(keys, place);
  return new Map(keys.map((key) => [key, header[key]]));
}

/** The keys of a JSON object as they are written: in their order, and those too that are written twice. */
function keysOf(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let string = [0, 0];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') {
      const start = i;
      while (json[++i] !== '"') if (json[i] === '\\') i++;
      string = [start, i + 1];
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === ':' && depth === 1) keys.push(JSON.parse(json.slice(...string)) as string);
  }
  return keys;
}

function readMetadata(value: unknown, place: string): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (value === undefined) return metadata;
  if (!isObject(value)) throw unreadable(place, `its ${metadataKey} is ${brief(value)}, not an object of texts`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw unreadable(place, `its metadata ${brief(key)} is ${brief(text)}, not a text`);
    metadata[key] = text;
  }
  return metadata;
}

function readEntry(name: string, value: unknown, place: string): Entry {
  if (!isObject(value)) throw unreadable(place, `it is described by ${brief(value)}, not an object`);
  const { dtype: code, shape, data_offsets: offsets } = value;
  const dtype = dtypes.get(code);
  if (!dtype) {
    const known = [...dtypes.keys()].join(', ');
    throw unreadable(
      place,
      `its dtype is ${brief(code)}, not one of ${known}`,
      'Convert it to F32 before it is saved.',
    );
  }
  checkShape(shape, place);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger))
    throw unreadable(place, 'its data_offsets are not two whole numbers');
  const [begin, end] = offsets as [number, number];
  const size = sizeOf(shape) * bytesPerElement(dtype);
  if (end - begin !== size) {
    const problem = `shape ${formatShape(shape)} of ${code} takes ${size} bytes, but it has those from ${begin} to ${end}`;
    throw unreadable(place, problem);
  }
  return { name, place, dtype, shape, begin, end };
}

/** Each byte must belong to one tensor. */
function checkOrder(entries: Entry[], length: number, name: string): void {
  let free = 0;
  for (const { place, begin, end } of entries.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== free) throw unreadable(place, `it begins at byte ${begin} of the elements, not ${free}`);
    free = end;
  }
  if (free !== length) throw unreadable(name, `its tensors take ${free} bytes, but ${length} follow the header`);
}

/**
 * The bytes of a `.safetensors` file of float32 tensors, in the order given.
 * @param metadata Texts to go with them: `{ format: 'pt' }`.
 * @throws RangeError for names used twice or `__metadata__`, TypeError for metadata that are not texts.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkDistinct([metadataKey, ...tensors.map(({ name }) => name)], 'safetensors');
  const texts = Object.entries(metadata).map(([key, text]): [string, string] => [key, quote(text)]);
  const items: [string, string][] = texts.length > 0 ? [[metadataKey, toObject(texts)]] : [];
  const values = tensors.map((one) => toTensor(one, one.name));
  let size = 0;
  for (const [i, { shape, data }] of values.entries()) {
    const end = size + 4 * data.length;
    items.push([tensors[i].name, JSON.stringify({ dtype: 'F32', shape, data_offsets: [size, end] })]);
    size = end;
  }
  const header = toUtf8(toObject(items), 'safetensors');
  const start = Math.ceil((8 + header.length) / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 8, start);
  const view = viewOf(bytes, 'safetensors');
  view.setUint32(0, start - 8, true);
  bytes.set(header, 8);
  let at = start;
  for (const { data } of values) {
    encodeElements(view, at, data);
    at += 4 * data.length;
  }
  return bytes;
}

/** In the order given, where JSON.stringify would have names that are numbers first. */
function toObject(items: [key: string, json: string][]): string {
  return `{${items.map(([key, json]) => `${quote(key)}:${json}`).join(',')}}`;
}

function quote(text: string): string {
  if (typeof text !== 'string') throw new TypeError(`safetensors: metadata must be texts. Received: ${brief(text)}.`);
  toUtf8(text, 'safetensors');
  return JSON.stringify(text);
}
