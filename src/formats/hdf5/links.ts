import { localHeap } from './heaps.js';
import { type Messages, onlyMessage, refuseDense } from './header.js';
import type { Cursor, Source } from './source.js';
import { readTree } from './tree.js';

/** The name of each object in a group, and the address of its header. */
export type Links = Map<string, number>;

/** Reads the links of a group of the old or the new form. None is followed; only hard links are accepted. */
export function readLinks(source: Source, messages: Messages): Links {
  const links: Links = new Map();
  const add = (name: string, address: number, at: number): void => {
    if (name === '' || name.includes('/') || links.has(name)) {
      throw source.damaged(at, `${JSON.stringify(name)} cannot be the name of one more object`);
    }
    links.set(name, address);
  };
  if (messages.has('symbol table')) readSymbolTable(source, onlyMessage(source, messages, 'symbol table'), add);
  for (const info of messages.get('link info') ?? [])
    refuseDense(info, 8, "A group with many objects in the form of libver='latest'");
  for (const link of messages.get('link') ?? []) readLink(source, link, add);
  return links;
}

type Add = (name: string, address: number, at: number) => void;

const refuseSoft = (source: Source, at: number, name: string) =>
  source.unsupported(at, `The soft, external or user-defined link '${name}'`, 'Store the object itself in its place.');

/** The old form: a B-tree of tables of at most a few links, with the names in a local heap. */
function readSymbolTable(source: Source, message: Cursor, add: Add): void {
  const [tree, heap] = [message.u64(), message.u64()];
  const nameAt = localHeap(source, heap);
  for (const address of readTree(source, tree)) {
    const head = source.take(address, 8, 'a symbol table node');
    head.signature('SNOD');
    head.skip(2);
    const table = source.take(address + 8, 40 * head.u16(), 'a symbol table node');
    while (table.left > 0) {
      const { at } = table;
      const name = nameAt(table.u64());
      const header = table.u64();
      if (table.u32() === 2) throw refuseSoft(source, at, name);
      table.skip(20);
      add(name, header, at);
    }
  }
}

/** The new form: a message a link. */
function readLink(source: Source, message: Cursor, add: Add): void {
  const { at } = message;
  const version = message.u8();
  if (version !== 1) throw source.damaged(at, `there is no link of version ${version}`);
  const flags = message.u8();
  const kind = flags & 8 ? message.u8() : 0;
  message.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = message.text(message.uint(flags & 3));
  if (kind !== 0) throw refuseSoft(source, at, name);
  add(name, message.u64(), at);
}
