/** Just what is used of Node. */
interface Process {
  versions?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: 'node:v8'): V8 | undefined;
}

export interface V8 {
  setFlagsFromString(flag: string): void;
}

const host = () => (globalThis as { process?: Process }).process;

/** What this program runs in, for messages. */
export function engine(): string {
  const versions = host()?.versions ?? {};
  for (const [name, key] of Object.entries({ Bun: 'bun', Deno: 'deno', Node: 'node' })) {
    if (versions[key]) return `${name} ${versions[key]}`;
  }
  return 'another engine';
}

/** True in Node before this version, and in Bun, which has a version of Node as well but not V8. */
export function isNodeBefore(version: number): boolean {
  const { node, bun } = host()?.versions ?? {};
  return bun !== undefined || (node !== undefined && parseInt(node, 10) < version);
}

/** Node's handle on V8, if this is Node of at least this version. Deno's does nothing. */
export function v8Of(version: number): V8 | undefined {
  return isNodeBefore(version) || host()?.versions?.deno ? undefined : host()?.getBuiltinModule?.('node:v8');
}
