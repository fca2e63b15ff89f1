import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** What the compiler says of a program of each text, with `given` beside them. */
function complaints(folder: string, programs: readonly string[], options: string): string {
  mkdirSync(folder, { recursive: true });
  const files = programs.map((program, i) => ({ path: resolve(folder, `${i}.ts`), program }));
  files.push({ path: resolve(folder, 'given.d.ts'), program: given });
  for (const { path, program } of files) writeFileSync(path, program);
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const settings = `--strict --target es2022 --lib es2022,dom --module nodenext ${options}`.split(' ');
  const paths = files.map(({ path }) => path);
  // Types that nobody imports, such as Node's, are looked for from the working directory upwards.
  return spawnSync(process.execPath, [compiler, ...settings, ...paths], { cwd: folder, encoding: 'utf8' }).stdout;
}

test('the programs in README.md are complete, and right by the types', { timeout: 60_000 }, () => {
  rmSync('build/readme', { recursive: true, force: true });
  expect(snippets.length).toBeGreaterThan(5);
  expect(snippets.filter((program) => !program.includes("from 'markhor"))).toEqual([]);
  expect(complaints('build/readme', snippets, '--noEmit --types node')).toBe('');
});

test('programs are right that say the types of what a model is asked for', { timeout: 60_000 }, () => {
  const program = `
    import { Callback, Input, LSTM, Model, type Sequential } from 'markhor';
    export class Printing extends Callback {
      declare model: Sequential;
      override onEpochEnd(): void {
        console.log(this.model.predict([[1]]).shape);
      }
    }
    const [, h, c] = new LSTM(2, { returnState: true }).apply(Input({ shape: [3, 1] }));
    const states = [h, c];
    const inputs = Input({ shape: [null, 1] });
    const model = new Model({ inputs, outputs: new LSTM(2, { returnState: true }).apply(inputs, { initialState: states }) });
    const [decoded] = model.getLayer<LSTM<true>>('lstm').apply(inputs, { initialState: [h, c] });
    console.log(decoded.shape);
    export const features = new Model({ inputs, outputs: model.layers.map(({ output }) => output) });
    export const head = new Model(inputs, model.layers.at(-1)!.apply(inputs));
    const [x, y] = [[[1, 2]], [1]];
    model.compile({ loss: 'mse' });
    function* forever() {
      while (true) yield [x, y];
    }
    const held = [x, y];
    await model.fit(forever, { stepsPerEpoch: 2, validationData: held });
    await model.fit(forever(), { stepsPerEpoch: 2, classWeight: new Map([[0, 1]]) });`;
  expect(complaints('build/typed', [program], '--noEmit --types node')).toBe('');
});

test(
  "a library can export what a model has, under the strictest settings, without Node's types",
  { timeout: 60_000 },
  () => {
    const program = `
    import { LSTM, Sequential } from 'markhor';
    export * as datasets from 'markhor/datasets';
    export * as modes from 'markhor/modes';
    export { init } from 'markhor/slim';
    export * as storage from 'markhor/storage';
    export { inWorker } from 'markhor/worker';
    export const made = new Sequential([new LSTM(3, { inputShape: [4, 2] })]);
    export const [variables, layers] = [made.variables, made.layers];
    export const optimizer = made.optimizer;`;
    const folder = mkdtempSync(join(tmpdir(), 'markhor-types-'));
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    // A copy, as a link would find the types that this project has installed.
    for (const part of ['package.json', 'dist', 'lib'])
      cpSync(part, join(folder, 'node_modules/markhor', part), { recursive: true });
    const options = `--outDir ${folder}/out --declaration --exactOptionalPropertyTypes --noUncheckedIndexedAccess`;
    expect(complaints(folder, [program], options)).toBe('');
    rmSync(folder, { recursive: true });
  },
);
