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

/** True in Node before this version, and in what calls itself Node. */
export function isServerBefore(version: number): boolean {
  const { node, bun, deno } = host()?.versions ?? {};
  return bun !== undefined || deno !== undefined || (node !== undefined && parseInt(node, 10) < version);
}

/** Node's handle on V8, if this is Node of at least this version. */
export function v8Of(version: number): V8 | undefined {
  return isServerBefore(version) ? undefined : host()?.getBuiltinModule?.('node:v8');
}
