import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { theArena } from '../../src/graph/index.js';
import { compiledMachine, wasmMachine } from '../../src/kernels/index.js';
import { useFastMode, useRelaxedMode } from '../../src/modes/index.js';
import { firstDifference, outcomes } from '../../src/modes/self-test.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const inEngine = (versions: Record<string, string>) => vi.stubGlobal('process', { ...process, versions });

/** The call throws this and the arena stays. */
function expectRefusal(call: () => void, message: RegExp): void {
  const before = theArena();
  expect(call).toThrow(message);
  expect(theArena()).toBe(before);
}

test('fast mode is refused by name in engines that cannot', () => {
  inEngine({ node: '20.19.0', v8: '11.3.244.8-node.1' });
  expectRefusal(useFastMode, /needs Node 24 or newer, and this is Node 20\.19\.0\. Use a newer Node, or leave/);
  inEngine({ node: '24.3.0', bun: '1.4.5' });
  expectRefusal(() => useFastMode({ relaxed: true }), /this is Bun 1\.4\.5/);
  vi.stubGlobal('process', undefined);
  expectRefusal(useFastMode, /needs Node 24 or newer, and this is another engine/);
});

test('relaxed mode is refused where relaxed SIMD does not compile', () => {
  inEngine({ node: '20.19.0' });
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('no such opcode');
  });
  expectRefusal(
    useRelaxedMode,
    /needs relaxed SIMD, which Node 20\.19\.0 has not \(no such opcode\)\. Use Node 24 or newer/,
  );
});

const version = parseInt(process.versions.node, 10);

test.runIf(version < 24)('relaxed mode is refused in this Node', () => {
  const reason = version < 22 ? /which Node 20\.[\d.]+ has not \(.*relaxed/ : /makes nothing faster in Node 2/;
  expectRefusal(useRelaxedMode, reason);
});

/** The strict kernels on a memory of their own. */
const alone = () => compiledMachine(wasmMachine().compiled!(false));

test('the self-test finds one wrong bit, and none in equal kernels', () => {
  const expected = outcomes(alone());
  expect(firstDifference(expected, outcomes(alone()))).toBeUndefined();
  const found = new Map([...expected].map(([name, numbers]) => [name, numbers.slice()]));
  const losses = found.get('losses')!;
  losses[7] *= -1;
  expect(firstDifference(expected, found)).toBe(`losses gives ${losses[7]} instead of ${-losses[7]}`);
});

test('self-tests work on numbers', () => {
  for (const [name, numbers] of outcomes(alone())) expect([name, numbers.every(Number.isFinite)]).toEqual([name, true]);
});

// What the modes do is seen in a newer Node: this one, or the one that MARKHOR_NODE24 names.

const node = version >= 24 ? process.execPath : process.env.MARKHOR_NODE24;
const isRequired = process.env.MARKHOR_REQUIRE_NODES === '1';
if (!node && !isRequired)
  console.log('Modes are not tested: MARKHOR_NODE24 does not name a Node of version 24 or newer.');

interface Training {
  name: string;
  hash: string;
  predictions: number[];
}

function run(executable: string, ...args: string[]): string {
  if (!existsSync('dist/modes/index.js')) throw new Error('There is no dist/modes: npm run build makes it.');
  return execFileSync(executable, args, { encoding: 'utf8', stdio: 'pipe' });
}

function trainings(executable: string, ...words: string[]): Training[] {
  return JSON.parse(run(executable, 'bench/hash.js', '--json', ...words)) as Training[];
}

const hashes = (list: Training[]) => Object.fromEntries(list.map(({ name, hash }) => [name, hash]));

/** The largest difference between predictions. */
const distance = (a: Training[], b: Training[]) =>
  Math.max(...a.flatMap(({ predictions }, i) => predictions.map((p, j) => Math.abs(p - b[i].predictions[j]))));

test.runIf(node || isRequired)('a newer Node is there', () => {
  expect(node, 'MARKHOR_NODE24 must name a Node of version 24 or newer').toBeDefined();
  expect(parseInt(run(node!, '--version').slice(1), 10)).toBeGreaterThanOrEqual(24);
});

test.runIf(node)('whole trainings give the same bits in this Node, a newer one, and fast mode', () => {
  const expected = hashes(trainings(process.execPath));
  expect(hashes(trainings(node!))).toEqual(expected);
  expect(hashes(trainings(node!, 'fast'))).toEqual(expected);
});

test.runIf(node)('relaxed kernels are near the strict ones, and fast ones have their bits', () => {
  const [strict, relaxed] = [trainings(node!), trainings(node!, 'relaxed')];
  expect(hashes(relaxed)).not.toEqual(hashes(strict));
  expect(distance(strict, relaxed)).toBeLessThan(1e-4);
  expect(hashes(trainings(node!, 'fast', 'relaxed'))).toEqual(hashes(relaxed));
});

test.runIf(node)('fast mode is refused where V8 makes no 256-bit code', () => {
  const script = `
    import { useFastMode } from './dist/modes/index.js';
    try { useFastMode(); } catch ({ message }) { console.log(message); }`;
  const output = run(node!, '--no-enable-avx2', '--input-type=module', '--eval', script);
  expect(output).toMatch(/does not make 256-bit code on this processor .* Use an x64 processor with AVX2/);
});

test.runIf(node)('models made before a mode go on, and both live side by side', () => {
  const script = `
    import { Dense, Sequential } from './dist/index.js';
    import { useFastMode } from './dist/modes/index.js';
    const make = () => new Sequential([new Dense(40, { inputShape: [70], activation: 'tanh' }), new Dense(3)]);
    const x = { shape: [9, 70], data: Float32Array.from({ length: 630 }, (_, i) => (i % 11) / 11 - 0.5) };
    const before = make();
    const expected = before.predict(x).data.join();
    useFastMode();
    const after = make();
    after.setWeights(before.getWeights());
    console.log(after.predict(x).data.join() === expected, before.predict(x).data.join() === expected);`;
  expect(run(node!, '--input-type=module', '--eval', script).trim()).toBe('true true');
});
