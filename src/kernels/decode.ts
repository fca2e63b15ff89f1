/** Printable ASCII but for quotes, backslash and dollar: what every kind of string literal holds as it is. */
const isPlain = (code: number) => !`'"\`\\$`.includes(String.fromCharCode(code));

/** Bytes that take one character; the others take two. */
const frequentCount = 88;

/**
 * The bytes that scripts/encode.js wrote as text. The 88 most frequent ones, which stand in hexadecimal in front, are one
 * character each; the others, in ascending order, are one of the last two characters and any. So gzip finds in the text what
 * it finds in the bytes: it packs to the same size, where base64 takes 40 per cent more.
 */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = Array.from({ length: 95 }, (_, i) => 32 + i).filter(isPlain);
  const places = new Uint8Array(128);
  for (const [place, code] of characters.entries()) places[code] = place;
  const table = Array.from({ length: frequentCount }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
  for (let byte = 0; byte < 256; byte++) if (!table.includes(byte)) table.push(byte);
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 2 * frequentCount; i < text.length; i++) {
    let place = places[text.charCodeAt(i)];
    if (place >= frequentCount) {
      place = frequentCount + (place - frequentCount) * characters.length + places[text.charCodeAt(++i)];
    }
    bytes[length++] = table[place];
  }
  return bytes.slice(0, length);
}
