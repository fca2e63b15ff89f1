import { expect, test } from 'vitest';
import { Arena, Block, Graph, Program, type Value, Variable } from '../../src/graph/index.js';
import { type Machine, referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import type { Shape } from '../../src/shape.js';
import { expectClose, random } from '../kernels/check-kernel.js';

export type Build = (graph: Graph, values: Value[]) => Value;

/** Makes the numbers of value `i`. */
export type Fill = (size: number, i: number) => ArrayLike<number>;

interface Probe {
  variables: Variable[];
  /** Runs forward and back; Σ output·coefficient. */
  loss(): number;
  output(): Float64Array;
  gradients(): Float64Array[];
}

/** A program for Σ build(values)·coefficient on a machine, with its gradients. */
function probe(machine: Machine, shapes: readonly Shape[], build: Build, fill: Fill): Probe {
  const arena = new Arena(machine);
  const variables = shapes.map((shape, i) => new Variable(arena, { name: `value${i}`, shape }));
  const block = Block.of(arena, variables);
  const gradients = block.twin();
  block.gather();
  for (const [i, variable] of variables.entries()) variable.write(fill(variable.size, i));
  const graph = new Graph(arena, true, gradients);
  const output = build(
    graph,
    variables.map((variable) => graph.parameter(variable)),
  );
  const coefficient = graph.temporary(output.shape);
  const loss = graph.output([1], [output]);
  graph.call('weightedSum', loss, output, coefficient, output.size, 1);
  graph.onBackward([loss], () => {
    graph.contribute(output, (dOutput) => graph.call('copy', dOutput, coefficient, output.size));
  });
  graph.backward(loss);
  const program = new Program(graph, [coefficient], [loss, output]);
  const run = () => {
    program.view(coefficient).set(random(output.size, 1, 11));
    program.run();
  };
  return {
    variables,
    loss() {
      run();
      return program.view(loss)[0];
    },
    output() {
      run();
      return Float64Array.from(program.view(output));
    },
    gradients() {
      run();
      return variables.map((variable) => Float64Array.from(gradients.read(variable)));
    },
  };
}

/**
 * An op's gradient beside central differences in 64 bits, and its output and gradient in WebAssembly beside those in 64
 * bits. Values must stay away from kinks: the default ones are random in [-1, 1).
 */
export function checkGradient(
  name: string,
  shapes: readonly Shape[],
  build: Build,
  fill: Fill = (size, i) => random(size, 1, i + 1),
): void {
  test(`gradient of ${name}`, () => {
    const exact = probe(referenceMachine('reference64'), shapes, build, fill);
    const gradients = exact.gradients();
    const step = 1e-5;
    for (const [i, variable] of exact.variables.entries()) {
      const values = Float64Array.from(fill(variable.size, i));
      const differences = values.map((value, j) => {
        const at = (moved: number) => {
          variable.write(values.map((original, k) => (k === j ? moved : original)));
          return exact.loss();
        };
        return (at(value + step) - at(value - step)) / (2 * step);
      });
      variable.write(values);
      expectClose(gradients[i], differences, 1e-6, `${name}: gradient of value ${i} beside differences`);
    }
    const wasm = probe(wasmMachine(), shapes, build, fill);
    expectClose(wasm.output(), exact.output(), 1e-5, `${name}: output`);
    for (const [i, gradient] of wasm.gradients().entries()) {
      expectClose(gradient, gradients[i], 1e-5, `${name}: gradient of value ${i} in WebAssembly`);
    }
    expect(gradients.flatMap((gradient) => [...gradient]).some((x) => x !== 0)).toBe(true);
  });
}
