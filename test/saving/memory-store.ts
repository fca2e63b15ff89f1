import type { NamedBytes } from '../../src/index.js';

/** Keeps what was written last. @param name Its ending names the format. */
export function memoryStore(name = 'model.keras') {
  let files: readonly NamedBytes[] = [];
  return {
    name,
    /** What was written last. */
    files: () => files,
    write: async (given: readonly NamedBytes[]) => void (files = given),
    read: async (file = files[0].name) => files.find((one) => one.name === file)!.bytes,
  };
}
