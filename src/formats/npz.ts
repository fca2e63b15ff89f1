import { brief, checkDistinct } from './bytes.js';
import type { NamedTensor } from './elements.js';
import { readNpy, writeNpy } from './npy.js';
import { writeZip, type ZipArchive } from './zip.js';

/**
 * Reads what `numpy.savez` and `savez_compressed` write: named arrays, in the order of the archive.
 * @param name What the messages call it.
 * @throws RangeError for a damaged archive, and for members that are no arrays of numbers.
 */
export async function readNpz(archive: ZipArchive, name = 'npz'): Promise<NamedTensor[]> {
  const members = archive.names.filter((member) => !member.endsWith('/'));
  const names = members.map((member) => member.replace(/\.npy$/, ''));
  checkDistinct(names, name);
  const tensors: NamedTensor[] = [];
  for (const [i, member] of members.entries()) {
    const { shape, data } = readNpy(await archive.read(member), `${name} member ${brief(member)}`);
    tensors.push({ name: names[i], shape, data });
  }
  return tensors;
}

/** The bytes of a `.npz` file of float32 arrays, stored, in the order given. @throws RangeError for names used twice. */
export function writeNpz(tensors: readonly NamedTensor[]): Uint8Array {
  return writeZip(tensors.map((one) => ({ name: `${one.name}.npy`, bytes: writeNpy(one, one.name) })));
}
