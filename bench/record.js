import { mkdirSync, writeFileSync } from 'node:fs';
import { machine } from './machine.js';

/** Keeps numbers as bench/results/<name>-<date>.json, and as bench/results/<name>.json when they are to be published. */
export function keep(name, results, isPublished) {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const files = [`${name}-${stamp}.json`, ...(isPublished ? [`${name}.json`] : [])];
  for (const file of files) writeFileSync(new URL(file, folder), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`raw numbers: ${files.map((file) => `bench/results/${file}`).join(', ')}`);
}

/** Keeps numbers of this release of Node as those to be published: bench/results/<name>-node24.json. @param mode Words behind. */
export function publish(name, results, mode = []) {
  const host = machine();
  const node = `node${Number.parseInt(host.node.slice(1))}`;
  keep([name, node, ...mode].join('-'), { machine: host, ...results }, true);
}
