// The other side of src/kernels/decode.ts, where the format is described.

const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (character) => !`'"\`\\$`.includes(character),
);
const frequentCount = 88;

const namesVariable = (bytes, at) => bytes[at] >= 0x20 && bytes[at] <= 0x22;
const hasOffset = (bytes, at) => bytes[at] === 4 && bytes[at - 2] === 0xfd;

/** A WebAssembly module as text that a quoted string can hold. */
export function encode(module) {
  return toText(remove(remove(module, hasOffset), namesVariable));
}

/** The bytes behind those places in reverse behind everything else. */
function remove(bytes, isPlace) {
  const rest = [];
  const removed = [];
  for (let i = 0; i < bytes.length; i++) {
    rest.push(bytes[i]);
    if (i + 1 < bytes.length && isPlace(bytes, i)) removed.push(bytes[++i]);
  }
  return Uint8Array.from([...rest, ...removed.reverse()]);
}

function toText(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]++;
  const order = [...counts.keys()].toSorted((a, b) => counts[b] - counts[a]);
  const ascending = (a, b) => a - b;
  const frequent = order.slice(0, frequentCount).toSorted(ascending);
  const rest = order.slice(frequentCount).toSorted(ascending);
  const codes = [];
  frequent.forEach((byte, i) => (codes[byte] = characters[i]));
  rest.forEach((byte, i) => {
    codes[byte] = characters[frequentCount + Math.floor(i / characters.length)] + characters[i % characters.length];
  });
  const distances = frequent.map((byte, i) => characters[byte - (frequent[i - 1] ?? -1)]).join('');
  return distances + Array.from(bytes, (byte) => codes[byte]).join('');
}
