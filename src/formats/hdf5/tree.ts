import type { Cursor, Source } from './source.js';

export interface TreeEntry {
  readonly key: Cursor;
  readonly address: number;
}

/**
 * The entries of all leaves of a group's B-tree of version 1, in order.
 * @param keyBytes Length of a key.
 */
export function readTree(source: Source, root: number, keyBytes: number): TreeEntry[] {
  const what = 'a B-tree node';
  const entries: TreeEntry[] = [];
  const walk = (address: number, expectedLevel?: number): void => {
    const head = source.take(address, 24, what);
    head.signature('TREE');
    const [foundType, level, count] = [head.u8(), head.u8(), head.u16()];
    // Levels fall by one, so no tree is endless.
    if (foundType !== 0 || level !== (expectedLevel ?? level)) {
      throw source.damaged(address, `${what} is of type ${foundType} on level ${level}, where another was expected`);
    }
    const body = source.take(address + 24, count * (keyBytes + 8) + keyBytes, what);
    for (let i = 0; i < count; i++) {
      const key = body.sub(keyBytes, 'a key');
      const child = body.u64();
      if (level > 0) walk(child, level - 1);
      else entries.push({ key, address: child });
    }
  };
  walk(root);
  return entries;
}
