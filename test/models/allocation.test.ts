import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Arena } from '../../src/graph/index.js';

test('a training step and a prediction into a given tensor allocate nothing', () => {
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const output = execFileSync(process.execPath, [...flags, 'bench/overhead.js', 'memory', 'next-number'], {
    encoding: 'utf8',
  });
  const [{ bytes }] = JSON.parse(output) as { bytes: Record<string, number> }[];
  // What the engine allocates while it compiles is divided by the number of calls: some bytes.
  expect(bytes.step).toBeLessThan(100);
  expect(bytes.predictInto).toBeLessThan(100);
});

test('a kernel that reads a whole line at the end of the last block reads memory', () => {
  const arena = new Arena();
  arena.allocate(4);
  const memory = () => arena.machine.views.f32.length * 4;
  const { address, bytes } = arena.allocate(memory() - arena.bytes);
  expect(memory()).toBeGreaterThanOrEqual(address + bytes + 60);
});
