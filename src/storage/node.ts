import type * as fs from 'node:fs/promises';
import type * as path from 'node:path';
import type * as url from 'node:url';

interface Modules {
  'node:fs/promises': typeof fs;
  'node:path': typeof path;
  'node:url': typeof url;
}

/** One of Node's modules, which Deno and Bun have too. In browsers there are none: see `hasFiles`. */
export function builtin<Name extends keyof Modules>(name: Name): Modules[Name] {
  return globalThis.process?.getBuiltinModule?.(name) as Modules[Name];
}

export function hasFiles(): boolean {
  return builtin('node:fs/promises') !== undefined;
}

/** `ENOENT` and so on. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
