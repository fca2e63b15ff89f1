// The other side of src/kernels/decode.ts, where the format is described.

const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (character) => !`'"\`\\$`.includes(character),
);
const frequentCount = 88;

/** A WebAssembly module as text that a quoted string can hold. */
export function encode(module) {
  return toText(withoutVariables(module));
}

/** The numbers of variables in reverse behind everything else. */
function withoutVariables(bytes) {
  const rest = [];
  const variables = [];
  for (let i = 0; i < bytes.length; i++) {
    rest.push(bytes[i]);
    if (bytes[i] >= 0x20 && bytes[i] <= 0x22 && i + 1 < bytes.length) variables.push(bytes[++i]);
  }
  return Uint8Array.from([...rest, ...variables.reverse()]);
}

function toText(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]++;
  const order = [...counts.keys()].toSorted((a, b) => counts[b] - counts[a]);
  const frequent = order.slice(0, frequentCount);
  const rest = order.slice(frequentCount).toSorted((a, b) => a - b);
  const codes = [];
  frequent.forEach((byte, i) => (codes[byte] = characters[i]));
  rest.forEach((byte, i) => {
    codes[byte] = characters[frequentCount + Math.floor(i / characters.length)] + characters[i % characters.length];
  });
  const header = Buffer.from(frequent).toString('hex');
  return header + Array.from(bytes, (byte) => codes[byte]).join('');
}
