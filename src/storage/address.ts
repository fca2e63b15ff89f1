const schemes = ['http', 'https', 'data', 'blob', 'file', 'indexeddb', 'downloads'] as const;

/** Undefined: a path or, in a page, an address relative to it. */
export type Scheme = (typeof schemes)[number] | undefined;

/** @throws RangeError for nothing, and for a scheme that is not known. */
export function schemeOf(address: string): Scheme {
  if (address === '') throw new RangeError('An address must not be empty. Name a path, a URL or indexeddb://name.');
  // A single letter is a drive of Windows.
  const found = /^(?:(file|data|blob):|([a-z][a-z\d+.-]+):\/\/)/i.exec(address);
  if (!found) return undefined;
  const scheme = (found[1] ?? found[2]).toLowerCase();
  const known = schemes.find((one) => one === scheme);
  if (known) return known;
  throw new RangeError(
    `The scheme of ${address} is not known. Known: ${schemes.map((one) => `${one}:`).join(', ')} and paths without one.`,
  );
}

/** What follows `scheme://`. @throws RangeError when that is nothing. */
export function nameIn(address: string): string {
  const name = address.slice(address.indexOf('://') + 3);
  if (name === '') throw new RangeError(`${address} must be followed by a name, as in ${address}my-model.`);
  return name;
}
