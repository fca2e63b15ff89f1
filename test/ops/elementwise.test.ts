import { expect, test } from 'vitest';
import { Arena, Graph, Program, State } from '../../src/graph/index.js';
import { referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import { activate, activationIds } from '../../src/ops/activate.js';
import { add } from '../../src/ops/add.js';
import { concatenate } from '../../src/ops/concatenate.js';
import { dropout } from '../../src/ops/dropout.js';
import { l1l2 } from '../../src/ops/l1l2.js';
import { multiply } from '../../src/ops/multiply.js';
import { reverse } from '../../src/ops/reverse.js';
import { scale } from '../../src/ops/scale.js';
import { logSoftmax, softmax } from '../../src/ops/softmax.js';
import { lastAxis } from '../../src/ops/transpose.js';
import { random } from '../kernels/check-kernel.js';
import { checkOp } from './check-gradient.js';

/** Away from the kinks at 0, ±½, ±1, 3 and 6. */
const smooth = (size: number) => random(size, 8, 3).map((x) => (Math.abs((x * 2) % 1) < 0.05 ? x + 0.1 : x));

for (const [name, id] of Object.entries(activationIds)) {
  checkOp(name, [[3, 7]], (graph, [x]) => multiply(graph, activate(graph, x, id), x), smooth);
}

checkOp('softmax', [[3, 5]], (graph, [x]) => softmax(graph, x));
checkOp('softmax over the last of three axes', [[2, 3, 4]], (graph, [x]) => softmax(graph, x));
checkOp('logSoftmax', [[3, 5]], (graph, [x]) => logSoftmax(graph, x));
checkOp('add', [[4], [4], [4]], (graph, [a, b, c]) => add(graph, [a, b, c, a]));
checkOp('scale', [[5]], (graph, [x]) => scale(graph, x, -2.5));
checkOp('the first axis last', [[3, 2]], (graph, [x]) => lastAxis(graph, x, 0));
checkOp('a middle axis last', [[2, 3, 4]], (graph, [x]) => lastAxis(graph, x, -2));
checkOp('multiply', [[5], [5]], (graph, [a, b]) => multiply(graph, a, b));
checkOp('multiply by itself', [[5]], (graph, [a]) => multiply(graph, a, a));

for (const axis of [0, 1, 2]) {
  const shapes = [1, 2, 3].map((length) => [2, 3, 2].map((old, i) => (i === axis ? length : old)));
  checkOp(`concatenate along ${axis}`, shapes, (graph, [a, b, c]) => concatenate(graph, [a, b, c, a], axis));
}

for (const axis of [0, 1, 2]) {
  checkOp(`reverse along ${axis}`, [[3, 4, 2]], (graph, [x]) => multiply(graph, reverse(graph, x, axis), x));
}

checkOp('l1l2', [[7]], (graph, [x]) => l1l2(graph, x, 0.1, 0.3, 0.5));
checkOp('l1l2 added to another gradient', [[1]], (graph, [x]) =>
  add(graph, [l1l2(graph, x, 0.1, 0.3, 1), multiply(graph, x, x)]),
);

test('linear is the input itself', () => {
  const graph = new Graph(new Arena(referenceMachine()), true);
  const x = graph.temporary([3]);
  expect(activate(graph, x, activationIds.linear)).toBe(x);
});

test.each([wasmMachine(), referenceMachine()])('dropout draws another mask in each run: $name', (machine) => {
  const arena = new Arena(machine);
  const state = new State(arena, 16);
  state.words.set([1, 2]);
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

checkOp('dropout of all', [[3], [3]], (graph, [x, y]) =>
  add(graph, [dropout(graph, x, 1, new State(graph.arena, 16)), y]),
);
