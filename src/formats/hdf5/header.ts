import { type Cursor, nowhere, type Source } from './source.js';

const messageTypes = {
  0x01: 'dataspace',
  0x02: 'link info',
  0x03: 'datatype',
  0x06: 'link',
  0x07: 'external files',
  0x08: 'layout',
  0x0a: 'group info',
  0x0c: 'attribute',
  0x10: 'continuation',
  0x11: 'symbol table',
  0x15: 'attribute info',
} as const;

export type MessageType = (typeof messageTypes)[keyof typeof messageTypes];

/** The messages of an object by type, in their order; those that matter to nothing that is read here are left out. */
export type Messages = Map<MessageType, Cursor[]>;

/** How the header of an object is laid out: version 1, or 2 with signatures and checksums. */
interface HeaderForm {
  readonly first: { at: number; length: number };
  readonly readType: (block: Cursor) => number;
  /** Bytes between a message's flags and its body. */
  readonly extra: number;
  readonly checksum: number;
}

/** Reads an object header with its continuations. Checksums are not verified: only version 2 has any. */
export function readHeader(source: Source, address: number): Messages {
  const { first, readType, extra, checksum } = readForm(source, address);
  const messages: Messages = new Map();
  const blocks = [first];
  for (const { at, length } of blocks) {
    const block = source.take(at, length, 'a block of an object header');
    if (checksum && at !== first.at) block.signature('OCHK');
    while (block.left >= 4 + extra + checksum) {
      const start = block.at;
      const type = messageTypes[readType(block) as keyof typeof messageTypes];
      const size = block.u16();
      const flags = block.u8();
      block.skip(extra);
      const body = block.sub(size, `the message '${type}'`);
      if (type === undefined) continue;
      if (flags & 2) throw source.unsupported(start, `A shared '${type}'`);
      if (type === 'continuation') blocks.push({ at: body.u64(), length: body.u64() });
      else if (messages.has(type)) messages.get(type)!.push(body);
      else messages.set(type, [body]);
    }
  }
  return messages;
}

function readForm(source: Source, address: number): HeaderForm {
  const what = 'an object header';
  const prefix = source.take(address, 6, what);
  if (source.bytes[address] === 1) {
    const rest = source.take(address + 6, 10, what);
    rest.skip(2);
    const first = { at: address + 16, length: rest.u32() };
    return { first, readType: (block) => block.u16(), extra: 3, checksum: 0 };
  }
  prefix.signature('OHDR');
  const version = prefix.u8();
  if (version !== 2) throw source.unsupported(address, `Version ${version} of an object header`);
  const flags = prefix.u8();
  const times = flags & 0x20 ? 16 : 0;
  const limits = flags & 0x10 ? 4 : 0;
  const log = flags & 3;
  const rest = source.take(address + 6, times + limits + 2 ** log, what);
  rest.skip(times + limits);
  const size = rest.uint(log);
  const extra = flags & 4 ? 2 : 0;
  return { first: { at: rest.at, length: size + 4 }, readType: (block) => block.u8(), extra, checksum: 4 };
}

/** The one message of a type. */
export function onlyMessage(source: Source, messages: Messages, type: MessageType): Cursor {
  const [message, ...others] = messages.get(type) ?? [];
  if (!message || others.length > 0) {
    throw source.damaged(
      message?.at ?? nowhere,
      `the header must have one message '${type}', but has ${message ? others.length + 1 : 'none'}`,
    );
  }
  return message;
}

/**
 * Refuses links or attributes that are not in the header but in a fractal heap, whose address `info` then says.
 * @param indexBytes Length of the highest creation index, which is there if a flag says so.
 */
export function refuseDense(info: Cursor, indexBytes: number, what: string): void {
  const { at } = info;
  info.skip(1);
  info.skip(info.u8() & 1 ? indexBytes : 0);
  if (info.u64() < nowhere) throw info.source.unsupported(at, what);
}
