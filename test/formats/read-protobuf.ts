// A reader of protocol buffers, with nothing of the writer's.

/** `value` of an integer, or the length of `bytes`. */
export interface Field {
  number: number;
  value: number;
  bytes: Uint8Array;
}

export function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const empty = new Uint8Array();
  for (let at = 0; at < bytes.length; ) {
    const [tag, begin] = varintAt(bytes, at);
    const [value, next] = tag % 8 === 5 ? [0, begin] : varintAt(bytes, begin);
    const length = { 0: 0, 2: value, 5: 4 }[tag % 8];
    if (length === undefined || next + length > bytes.length) throw new Error(`No field begins at byte ${at}.`);
    at = next + length;
    fields.push({ number: tag >> 3, value, bytes: length === 0 ? empty : bytes.slice(next, at) });
  }
  return fields;
}

export function varintsOf(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [value, next] = varintAt(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

export function floatsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function varintAt(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const digit = bytes[at++];
    value |= BigInt(digit & 127) << shift;
    if (digit < 128) return [Number(BigInt.asIntN(64, value)), at];
  }
}
