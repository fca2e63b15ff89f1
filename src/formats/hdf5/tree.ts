import type { Source } from './source.js';

/** Of a key, which says where in the heap the first name of a table is. */
const keyBytes = 8;

/** The addresses in all leaves of a group's B-tree of version 1, in order: those of its tables of links. */
export function readTree(source: Source, root: number): number[] {
  const what = 'a B-tree node';
  const addresses: number[] = [];
  const walk = (address: number, expectedLevel?: number): void => {
    const head = source.take(address, 24, what);
    head.signature('TREE');
    const [type, level, count] = [head.u8(), head.u8(), head.u16()];
    // Levels fall by one, so no tree is endless.
    if (type !== 0 || level !== (expectedLevel ?? level)) {
      throw source.damaged(address, `${what} is of type ${type} on level ${level}, where another was expected`);
    }
    const body = source.take(address + 24, count * (keyBytes + 8) + keyBytes, what);
    for (let i = 0; i < count; i++) {
      body.skip(keyBytes);
      const child = body.u64();
      if (level > 0) walk(child, level - 1);
      else addresses.push(child);
    }
  };
  walk(root);
  return addresses;
}
