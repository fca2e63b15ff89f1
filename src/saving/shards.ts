import { emptyGroup, type Hdf5Group, isGroup, readHdf5 } from '../formats/hdf5/index.js';
import { isObject } from '../formats/json.js';
import type { Opened } from '../storage/index.js';
import { parseJson } from './keras-archive.js';

/**
 * What Keras's `save_weights(…, max_shard_size)` has written to several files, as if it were one; undefined for a file that
 * does not say which they are.
 */
export async function readShards(opened: Opened): Promise<Hdf5Group | undefined> {
  const shards = shardsIn(opened);
  if (!shards) return undefined;
  const root = emptyGroup();
  for (const shard of new Set(shards)) {
    merge(root, readHdf5(await opened.sibling(shard as string), `${opened.name}, ${shard}`));
  }
  return root;
}

/** The names of the files by the file that lists them: by group, those that hold it. */
export function shardsIn({ name, bytes }: Opened): unknown[] | undefined {
  const { weight_map: files } = parseJson(bytes, name) as Record<string, unknown>;
  return isObject(files) ? Object.values(files).flat() : undefined;
}

function merge(into: Hdf5Group, { attributes, children }: Hdf5Group): void {
  for (const [key, value] of attributes) into.attributes.set(key, value);
  for (const [key, child] of children) {
    const known = into.children.get(key);
    if (known && isGroup(known) && isGroup(child)) merge(known, child);
    else into.children.set(key, child);
  }
}
