import { test } from 'vitest';
import { Arena, Block, Graph, Program, type Value, Variable } from '../../src/graph/index.js';
import { type Machine, referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import type { Shape } from '../../src/shape.js';
import { expectClose, random } from '../kernels/check-kernel.js';

/** A tensor that an op reads but that has no gradient. */
export interface Constant {
  shape: Shape;
  values: ArrayLike<number>;
}

/** Records the op on the tensors named in the shapes and returns its outputs. */
export type Build<Name extends string> = (graph: Graph, values: Record<Name, Value>) => readonly Value[];

/** Makes the numbers of tensor `i`; they must stay away from kinks. */
export type Fill = (size: number, i: number) => ArrayLike<number>;

type Tensors<Name extends string> = Record<Name, Shape | Constant>;

const isConstant = (tensor: Shape | Constant): tensor is Constant => 'shape' in tensor;
const step = 1e-5;

/** An op on a machine: its variables, its outputs without training, and a step that gives its gradients. */
class Trial<Name extends string> {
  readonly variables: Variable[];
  private readonly arena: Arena;
  private readonly named: [Name, Variable][];
  private readonly block: Block;
  private readonly gradients: Block;

  constructor(
    machine: Machine,
    tensors: Tensors<Name>,
    private readonly build: Build<Name>,
    fill: Fill,
  ) {
    this.arena = new Arena(machine);
    this.named = (Object.entries(tensors) as [Name, Shape | Constant][]).map(([name, tensor], i) => {
      const shape = isConstant(tensor) ? tensor.shape : tensor;
      const variable = new Variable(this.arena, { name, shape });
      variable.write(isConstant(tensor) ? tensor.values : fill(variable.size, i));
      return [name, variable];
    });
    this.variables = this.named.filter(([name]) => !isConstant(tensors[name])).map(([, variable]) => variable);
    this.block = new Block(this.arena, this.variables);
    this.gradients = this.block.twin();
    this.block.gather();
  }

  /** The outputs, one behind the other, as a function of what is in the variables at the time of the call. */
  forward(): () => Float64Array {
    const { program, outputs } = this.record(false);
    return () => {
      this.arena.parameterVersion++;
      program.run();
      return concatenate(outputs.map((output) => program.view(output)));
    };
  }

  /** Outputs and gradients of L = Σ output · coefficient in one training step. */
  train(): { outputs: Float64Array; coefficients: Float64Array; gradients: Float64Array[] } {
    this.arena.floats(this.gradients.address, this.gradients.size).fill(Number.NaN);
    const { program, outputs } = this.record(true);
    program.run();
    return {
      outputs: concatenate(outputs.map((output) => program.view(output))),
      coefficients: concatenate(outputs.map(({ size }, i) => coefficientsOf(i, size))),
      gradients: this.variables.map((variable) =>
        Float64Array.from(this.arena.floats(this.gradients.addressOf(variable), variable.size)),
      ),
    };
  }

  floats(variable: Variable): Float32Array | Float64Array {
    return this.arena.floats(variable.address, variable.size);
  }

  private record(training: boolean): { program: Program; outputs: readonly Value[] } {
    const graph = new Graph(this.arena, training, training ? this.gradients : undefined);
    const values = Object.fromEntries(this.named.map(([name, variable]) => [name, graph.parameter(variable)]));
    const outputs = this.build(graph, values as Record<Name, Value>);
    if (training) this.backward(graph, outputs);
    const program = new Program(graph, [], outputs);
    // What is never written must never be read.
    program.view(outputs[0]);
    const { scratch } = this.arena;
    this.arena.floats(scratch.address, scratch.bytes / 4).fill(Number.NaN);
    return { program, outputs };
  }

  private backward(graph: Graph, outputs: readonly Value[]): void {
    const loss = graph.output([1], outputs);
    graph.onBackward([loss], () => {
      for (const [i, output] of outputs.entries()) {
        const coefficients = new Variable(this.arena, { name: 'coefficients', shape: output.shape });
        coefficients.write(coefficientsOf(i, output.size));
        const value = graph.parameter(coefficients);
        graph.contribute(output, (gradient) => graph.call('copy', gradient, value, output.size));
      }
    });
    graph.backward(loss);
  }
}

const coefficientsOf = (i: number, size: number) => random(size, 1, 100 + i);

function concatenate(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

/**
 * Checks an op: its gradients in 64 bits beside central differences, and outputs and gradients of the WebAssembly kernels
 * beside those in 64 bits. Every shape becomes a trainable tensor; every output counts in the loss.
 */
export function checkGradient<Name extends string>(
  name: string,
  tensors: Tensors<Name>,
  build: Build<Name>,
  fill: Fill = (size, i) => random(size, 0.7, i + 1),
): void {
  test(`${name}: gradients`, () => {
    const exact = new Trial(referenceMachine('reference64'), tensors, build, fill);
    const { outputs, coefficients, gradients } = exact.train();
    const forward = exact.forward();
    expectClose(forward(), outputs, 1e-12, 'output without training');
    for (const [v, variable] of exact.variables.entries()) {
      const differences = gradients[v].map((_, i) => {
        const values = exact.floats(variable);
        const original = values[i];
        const lossAt = (value: number) => {
          values[i] = value;
          const result = forward();
          return coefficients.reduce((sum, coefficient, e) => sum + coefficient * result[e], 0);
        };
        const difference = (lossAt(original + step) - lossAt(original - step)) / (2 * step);
        values[i] = original;
        return difference;
      });
      expectClose(gradients[v], differences, 1e-6, `gradient of ${variable.name}`);
    }
    const wasm = new Trial(wasmMachine(), tensors, build, fill);
    const actual = wasm.train();
    expectClose(actual.outputs, outputs, 1e-5, 'output in training');
    expectClose(wasm.forward()(), outputs, 1e-5, 'output');
    for (const [v, { name }] of wasm.variables.entries()) {
      expectClose(actual.gradients[v], gradients[v], 1e-5, `gradient of ${name}`);
    }
  });
}

/** `checkGradient` for an op with one output, on tensors in order. */
export function checkOp(
  name: string,
  shapes: readonly Shape[],
  build: (graph: Graph, values: readonly Value[]) => Value,
  fill?: Fill,
): void {
  const tensors = Object.fromEntries(shapes.map((shape, i) => [`tensor ${i}`, shape]));
  checkGradient(name, tensors, (graph, values) => [build(graph, Object.values(values))], fill);
}
