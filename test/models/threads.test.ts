import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { Arena, theArena, useArena } from '../../src/graph/index.js';
import { Dense, info, LSTM, Sequential, setRandomSeed, setThreads } from '../../src/index.js';
import { type Team, wasmMachine } from '../../src/kernels/index.js';
import { random } from '../kernels/check-kernel.js';

const original = theArena();
afterEach(() => useArena(original));

/** An arena whose team has its workers ready. */
async function arenaWith(threads: number): Promise<Arena> {
  const arena = new Arena(wasmMachine());
  useArena(arena);
  setThreads(2);
  await arena.hire();
  setThreads(threads);
  return arena;
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Weights after a training whose calls are large enough to be shared; with threads, until some were. */
async function train(threads: number): Promise<Float32Array[]> {
  const arena = await arenaWith(threads);
  setRandomSeed(1);
  const model = new Sequential([
    new LSTM(48, { returnSequences: true, inputShape: [20, 16] }),
    new LSTM(40),
    new Dense(300, { activation: 'relu' }),
    new Dense(300),
    new Dense(1),
  ]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const x = { shape: [99, 20, 16], data: random(99 * 320) };
  const y = { shape: [99, 1], data: random(99) };
  const start = model.getWeights();
  const team = arena.team!;
  team.insists = true;
  const options = { batchSize: 33, shuffle: false, verbose: 0 } as const;
  // Workers start while the first steps are made; then all over again, from the same weights.
  while (threads > 1 && team.sharedCalls === 0) {
    await model.fit(x, y, options);
    await later(50);
  }
  model.setWeights(start);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  team.sharedCalls = 0;
  await model.fit(x, y, { ...options, epochs: 2 });
  expect(team.sharedCalls > 20).toBe(threads > 1);
  return model.getWeights().map(({ data }) => data);
}

test('any number of threads gives the same bits', async () => {
  const alone = await train(1);
  for (const threads of [2, 3]) expect(await train(threads)).toEqual(alone);
});

test('a kernel that fails in a worker is an error, and the next call goes on', async () => {
  const { team } = (await arenaWith(2)) as { team: Team };
  const outside = 2 ** 31;
  const nothing = () => {};
  const call = team.bind('fill', 0, [[], [outside, 1000, 0]], nothing, nothing);
  const failing = async () => {
    for (;;) {
      call();
      await later(10);
    }
  };
  await expect(failing()).rejects.toThrow(/worker thread has failed/);
  call();
});

test('where threads cannot be had, one does all', async () => {
  const arena = new Arena({ ...wasmMachine(), team: () => Promise.reject(new Error('none')) });
  useArena(arena);
  setThreads(3);
  const model = new Sequential([new Dense(2, { inputShape: [3], kernelInitializer: 'ones' })]);
  const predict = () => [...model.predict({ shape: [1, 3], data: Float32Array.of(1, 2, 3) }).data];
  expect(predict()).toEqual([6, 6]);
  await arena.hire();
  expect(info().threads).toBe(1);
  expect(predict()).toEqual([6, 6]);
});

/** A program of its own whose training shares calls among two threads, where it may. */
const training = (fits: number, end: string) => `
    import { info, Sequential, LSTM, setThreads } from './dist/index.js';
    setThreads(2);
    const model = new Sequential([new LSTM(64, { inputShape: [20, 32] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const [x, y] = [[64, 20, 32], [64, 64]].map((shape) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) }));
    for (let i = 0; i < ${fits}; i++) await model.fit(x, y, { epochs: ${100 / fits}, verbose: 0 });
    console.log(${end});`;

test('where Node may not start threads, one does all', () => {
  // Node 20 has the flag by its former name alone, later ones no more.
  const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const program = training(1, 'info().threads, info().threadsNote');
  const flags = [flag, '--allow-fs-read=*', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { timeout: 30_000, encoding: 'utf8' });
  expect(stdout, stderr).toBe('1 this Node may not start threads: run it with --allow-worker\n');
});

test('setThreads takes positive integers', () => {
  for (const wrong of [0, -1, 1.5, Number.NaN]) expect(() => setThreads(wrong)).toThrow(RangeError);
});

test('a program with idle workers ends by itself', () => {
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', training(10, "'trained'")], {
    timeout: 30_000,
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: 'trained\n', status: 0 });
});
