import { readFileSync } from 'node:fs';

/** The installed version of a package. Its package.json is read as a file, because not every package exports it. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
