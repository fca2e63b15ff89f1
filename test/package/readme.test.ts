import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What the snippets take for granted. */
const given = `
declare const x: number[][][];
declare const y: number[];
declare const model: import('markhor').Sequential;
declare const signal: AbortSignal;
declare function draw(loss: number): void;`;

const snippets = [...readFileSync('README.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
  .map(([, program]) => program)
  .filter((program) => !program.includes("from '@tensorflow/tfjs'"));

test('the programs in README.md are complete, and right by the types', { timeout: 60_000 }, () => {
  const folder = 'build/readme';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = snippets.map((program, i) => ({ path: `${folder}/${i}.ts`, program }));
  files.push({ path: `${folder}/given.d.ts`, program: given });
  for (const { path, program } of files) writeFileSync(path, program);
  expect(snippets.length).toBeGreaterThan(5);
  expect(snippets.filter((program) => !program.includes("from 'markhor"))).toEqual([]);
  const options = '--noEmit --strict --target es2022 --lib es2022,dom --types node --module nodenext'.split(' ');
  const paths = files.map(({ path }) => path);
  const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options, ...paths], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});
