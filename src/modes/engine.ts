/** Just what is used of Node's. */
export interface V8 {
  setFlagsFromString(flag: string): void;
}

/** Of the program's engine and its parts, where it tells them. */
const versions = () => globalThis.process?.versions ?? {};

/** What this program runs in, for messages. */
export function engine(): string {
  const known = versions();
  for (const [name, key] of Object.entries({ Bun: 'bun', Deno: 'deno', Node: 'node' })) {
    if (known[key]) return `${name} ${known[key]}`;
  }
  return 'another engine';
}

/** True in Node before this version, and in Bun, which has a version of Node as well but not V8. */
export function isNodeBefore(version: number): boolean {
  const { node, bun } = versions();
  return bun !== undefined || (node !== undefined && parseInt(node, 10) < version);
}

/** Node's handle on V8, if this is Node of at least this version. Deno's does nothing. */
export function v8Of(version: number): V8 | undefined {
  return isNodeBefore(version) || versions().deno ? undefined : globalThis.process?.getBuiltinModule?.('node:v8');
}
