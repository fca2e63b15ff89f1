/** Printable ASCII but for quotes, backslash and dollar: what every kind of string literal holds as it is. */
const isPlain = (code: number) => !`'"\`\\$`.includes(String.fromCharCode(code));

/** Bytes that take one character; the others take two. */
const frequentCount = 88;

type Place = (bytes: Uint8Array, at: number) => boolean;

/** `local.get`, `local.set`, `local.tee`: the byte behind is the number of a variable. */
const namesVariable: Place = (bytes, at) => bytes[at] >= 0x20 && bytes[at] <= 0x22;

/** A vector's load or store, aligned to 2^4 bytes: the byte behind begins the offset. */
const hasOffset: Place = (bytes, at) => bytes[at] === 4 && bytes[at - 2] === 0xfd;

/** The module that scripts/encode.js wrote as text. */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  return insert(insert(toBytes(text), namesVariable), hasOffset);
}

/**
 * The 88 most frequent bytes, in ascending order, are one character each: in front stands how far each is from the one before.
 * The others, in ascending order, are one of the last two characters and any. So gzip finds in the text what it finds in the
 * bytes: it packs to the same size, where base64 takes 40 per cent more.
 */
function toBytes(text: string): Uint8Array {
  const characters = Array.from({ length: 95 }, (_, i) => 32 + i).filter(isPlain);
  const places = new Uint8Array(128);
  for (const [place, code] of characters.entries()) places[code] = place;
  const table: number[] = [];
  for (let i = 0, byte = -1; i < frequentCount; i++) table.push((byte += places[text.charCodeAt(i)]));
  for (let byte = 0; byte < 256; byte++) if (!table.includes(byte)) table.push(byte);
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = frequentCount; i < text.length; i++) {
    let place = places[text.charCodeAt(i)];
    if (place >= frequentCount) {
      place = frequentCount + (place - frequentCount) * characters.length + places[text.charCodeAt(++i)];
    }
    bytes[length++] = table[place];
  }
  return bytes.subarray(0, length);
}

/**
 * Puts bytes, which stand at the end in reverse, behind the instructions that they belong to: without the numbers of variables
 * and offsets the same work is the same bytes wherever it is done, and gzip makes a sixth less of the module. No instruction is
 * parsed for that. Any byte that looks like the right place takes the next one, on both sides.
 */
function insert(bytes: Uint8Array, isPlace: Place): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length);
  for (let length = 0, from = 0, end = bytes.length; from < end; length++) {
    result[length] = bytes[from++];
    if (from < end && isPlace(result, length)) result[++length] = bytes[--end];
  }
  return result;
}
