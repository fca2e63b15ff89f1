import type { Source } from './source.js';

/** The addresses in the leaves of a group's B-tree (version 1, type 0), in order. */
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
    // A key of 8 bytes, the offset of a name, stands before each address and behind the last.
    const body = source.take(address + 24, 16 * count + 8, what);
    for (let i = 0; i < count; i++) {
      body.skip(8);
      const child = body.u64();
      if (level > 0) walk(child, level - 1);
      else addresses.push(child);
    }
  };
  walk(root);
  return addresses;
}
