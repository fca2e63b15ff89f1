import { expect, test } from 'vitest';
import { Arena, Graph, Program, Variable } from '../../src/graph/index.js';
import { referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import {
  activate,
  activationIds,
  add,
  concatenate,
  dropout,
  l1l2,
  logSoftmax,
  multiply,
  seedDropout,
  softmax,
} from '../../src/ops/index.js';
import { random } from '../kernels/check-kernel.js';
import { checkGradient } from './check-gradient.js';

/** Away from the kinks at 0, ±½, ±1, 3 and 6. */
const smooth = (size: number) => random(size, 8, 3).map((x) => (Math.abs((x * 2) % 1) < 0.05 ? x + 0.1 : x));

for (const [name, id] of Object.entries(activationIds)) {
  checkGradient(name, [[3, 7]], (graph, [x]) => multiply(graph, activate(graph, x, id), x), smooth);
}

checkGradient('softmax', [[3, 5]], (graph, [x]) => softmax(graph, x));
checkGradient('softmax over the last of three axes', [[2, 3, 4]], (graph, [x]) => softmax(graph, x));
checkGradient('logSoftmax', [[3, 5]], (graph, [x]) => logSoftmax(graph, x));
checkGradient('add', [[4], [4], [4]], (graph, [a, b, c]) => add(graph, [a, b, c, a]));
checkGradient('add of one', [[4]], (graph, [a]) => multiply(graph, add(graph, [a]), a));
checkGradient('multiply', [[5], [5]], (graph, [a, b]) => multiply(graph, a, b));
checkGradient('multiply by itself', [[5]], (graph, [a]) => multiply(graph, a, a));

for (const axis of [0, 1, 2, -1, -2]) {
  const shapes = [1, 2, 3].map((length) => [2, 3, 2].map((old, i) => (i === (axis + 3) % 3 ? length : old)));
  checkGradient(`concatenate along ${axis}`, shapes, (graph, [a, b, c]) => concatenate(graph, [a, b, c, a], axis));
}

checkGradient('l1l2', [[7]], (graph, [x]) => l1l2(graph, x, { l1: 0.1, l2: 0.3 }, 0.5));
checkGradient('l1l2 added to another gradient', [[1]], (graph, [x]) =>
  add(graph, [l1l2(graph, x, { l1: 0.1, l2: 0.3 }), multiply(graph, x, x)]),
);

test('linear is the input itself', () => {
  const graph = new Graph(new Arena(referenceMachine()), true);
  const x = graph.temporary([3]);
  expect(activate(graph, x, activationIds.linear)).toBe(x);
});

test.each([wasmMachine(), referenceMachine()])('dropout draws another mask in each run: $name', (machine) => {
  const arena = new Arena(machine);
  const state = new Variable(arena, { name: 'state', shape: [4], trainable: false });
  seedDropout(state, [1, 2]);
  const graph = new Graph(arena, true);
  const x = graph.temporary([1000]);
  const y = dropout(graph, x, 0.2, state);
  const program = new Program(graph, [x], [y]);
  const runs = [0, 1].map(() => {
    program.view(x).fill(1);
    program.run();
    return [...program.view(y)];
  });
  expect(runs[0]).not.toEqual(runs[1]);
  for (const run of runs) {
    expect(run.every((value) => value === 0 || value === 1.25)).toBe(true);
    expect(run.filter((value) => value === 0).length / 1000).toBeCloseTo(0.2, 1);
  }
});

test('dropout does nothing outside of training', () => {
  const arena = new Arena(referenceMachine());
  const graph = new Graph(arena, false);
  const x = graph.temporary([3]);
  expect(dropout(graph, x, 0.2, new Variable(arena, { name: 'state', shape: [4] }))).toBe(x);
});

checkGradient('dropout of all', [[3], [3]], (graph, [x, y]) => {
  const state = new Variable(graph.arena, { name: 'state', shape: [4], trainable: false });
  return add(graph, [dropout(graph, x, 1, state), y]);
});
