import type { KernelName, Kernels } from '../kernels/index.js';
import { checkSize, type Shape, sizeOf } from '../shape.js';
import type { Arena } from './arena.js';
import type { Block, Variable } from './variable.js';

/** Where the numbers of a value lie; several values (a tensor and its reshaped self) may share one. */
export interface Storage {
  /** `scratch`: a temporary of the program. `kept`: derived from parameters, kept between runs. `fixed`: has an address. */
  kind: 'scratch' | 'kept' | 'fixed';
  /** Floats. */
  size: number;
  /** For `fixed`: the address now. */
  address?: () => number;
  /** What flows back to it in training. */
  gradient?: Storage;
  /** Whether something is to flow back. */
  requiresGradient?: boolean;
  /** True once something has been written to the gradient. */
  gradientWritten?: boolean;
  /** Unless it is `fixed`, once a program is planned. */
  place?: Place;
}

/** From `begin` to `end` in the block of its kind, in floats, while the calls from `first` to `last` run. */
export interface Place {
  size: number;
  first: number;
  last: number;
  begin: number;
  end: number;
}

/** A tensor in a graph: a shape and the place of its numbers, which has an address only after planning. */
export class Value {
  readonly size: number;
  /** 1 where a step counts and 0 where it is skipped, for the layers, losses and metrics that read this. As `_keras_mask` in Keras. */
  mask?: Value;

  constructor(
    readonly shape: Shape,
    readonly storage: Storage,
    /** Floats from the beginning of the storage. */
    readonly offset = 0,
  ) {
    this.size = sizeOf(shape);
  }
}

/** A value at an address that somebody else looks after. */
export function valueAt(address: () => number, shape: Shape): Value {
  return new Value(shape, { kind: 'fixed', size: sizeOf(shape), address });
}

/** An argument of a recorded call: a number as it is, a value for its address, a function for an address known when bound. */
export type Argument = number | Value | (() => number);

/** Work in plain JavaScript, on the numbers of values: for what no kernel does. */
export type Routine = (...views: (Float32Array | Float64Array)[]) => void;

export interface Call {
  /** The kernel's name, or what profiles call the routine. */
  kernel: string;
  args: readonly Argument[];
  /** The layer that recorded it, for profiles. */
  scope: string;
  /** What runs in place of a kernel. Its arguments are values. */
  routine?: Routine;
}

type ArgumentsOf<K extends KernelName> = AsArguments<Parameters<Kernels[K]>>;
type AsArguments<P extends readonly unknown[]> = { [I in keyof P]: Argument };

/** The address 0, for a tensor that is not there. */
export const none = 0;

/**
 * The record of what a program will do: kernel calls in order, and rules for the way back. It knows kernels by name only.
 *
 * An op calls `output` for its result, `call` for each kernel and `onBackward` for its gradient. Rules run once, in
 * reverse, while recording; they find what arrived with `gradient` and pass on with `into` or `contribute`.
 */
export class Graph {
  /** The calls of every run, in order. */
  readonly calls: Call[] = [];
  /** Calls that depend on parameters only. They run again when a parameter has changed. */
  readonly preparations: Call[] = [];
  scope = '';
  private readonly rules: (() => void)[] = [];
  private readonly parameters = new Map<Variable, Value>();

  /**
   * @param gradients Where the gradients of the parameters go. Without it nothing requires a gradient.
   */
  constructor(
    readonly arena: Arena,
    readonly training: boolean,
    private readonly gradients?: Block,
  ) {}

  /** Records a kernel call. */
  call<K extends KernelName>(kernel: K, ...args: ArgumentsOf<K>): void {
    this.calls.push({ kernel, args, scope: this.scope });
  }

  /**
   * Records a call that depends on parameters only, such as packing weights: `out` is made with `kept`. A training step
   * changes the parameters, so there the call is one of the step's own.
   */
  prepare<K extends KernelName>(kernel: K, ...args: ArgumentsOf<K>): void {
    const list = this.training ? this.calls : this.preparations;
    list.push({ kernel, args, scope: this.scope });
  }

  /** A tensor without a gradient: an input, a mask, a workspace. */
  temporary(shape: Shape): Value {
    return new Value(shape, { kind: 'scratch', size: sizeOf(shape) });
  }

  /** The result of an op on `inputs`. It requires a gradient if one of them does. */
  output(shape: Shape, inputs: readonly (Value | undefined)[]): Value {
    const requiresGradient = inputs.some((input) => input?.storage.requiresGradient);
    return new Value(shape, { kind: 'scratch', size: sizeOf(shape), requiresGradient });
  }

  /** The result of `prepare`. */
  kept(shape: Shape): Value {
    const kind = this.training ? 'scratch' : 'kept';
    return new Value(shape, { kind, size: sizeOf(shape) });
  }

  /** The same numbers under another shape. What flows back to one flows back to both. */
  reshape(value: Value, shape: Shape): Value {
    checkSize('A value', shape, value.size);
    return new Value(shape, value.storage, value.offset);
  }

  /** The numbers of a value from an offset on, for kernels that take rows apart. */
  part(value: Value, offset: number): Value {
    return new Value([value.size - offset], value.storage, value.offset + offset);
  }

  /** The value of a variable. One per graph, so that a layer used twice adds its gradients. */
  parameter(variable: Variable): Value {
    const known = this.parameters.get(variable);
    if (known) return known;
    const { gradients } = this;
    const value = valueAt(() => variable.address, variable.shape);
    if (gradients?.offsets.has(variable)) {
      value.storage.requiresGradient = true;
      value.storage.gradient = valueAt(() => gradients.addressOf(variable), variable.shape).storage;
    }
    this.parameters.set(variable, value);
    return value;
  }

  requiresGradient(value: Value | undefined): value is Value {
    return value?.storage.requiresGradient ?? false;
  }

  /**
   * The way back of an op: `rule` gets the gradients of `outputs`, undefined where none arrived, and is not called when
   * none arrived at all.
   */
  onBackward(outputs: readonly Value[], rule: (...gradients: (Value | undefined)[]) => void): void {
    if (!outputs.some((output) => output.storage.requiresGradient)) return;
    const { scope } = this;
    this.rules.push(() => {
      const gradients = outputs.map((output) => this.gradient(output));
      if (gradients.every((gradient) => gradient === undefined)) return;
      this.scope = scope;
      rule(...gradients);
    });
  }

  /** What has arrived at `value`, if anything. */
  gradient(value: Value): Value | undefined {
    const { gradient, gradientWritten } = value.storage;
    return gradient && gradientWritten ? new Value(value.shape, gradient, value.offset) : undefined;
  }

  /**
   * Where to write the gradient of `value`, and whether to add to what is there. The first writer overwrites, so nothing
   * has to be zeroed; later ones (shared layers, branches) add.
   */
  into(value: Value): { gradient: Value; accumulate: 0 | 1 } {
    const { storage } = value;
    storage.gradient ??= { kind: 'scratch', size: storage.size };
    const accumulate = storage.gradientWritten ? 1 : 0;
    storage.gradientWritten = true;
    return { gradient: new Value(value.shape, storage.gradient, value.offset), accumulate };
  }

  /** For kernels that can only overwrite: `write` writes a gradient, which is added to what is there, if `value` wants one. */
  contribute(value: Value | undefined, write: (gradient: Value) => void): void {
    if (!this.requiresGradient(value)) return;
    const { gradient, accumulate } = this.into(value);
    if (!accumulate) {
      write(gradient);
      return;
    }
    const share = this.temporary(value.shape);
    write(share);
    this.call('add', gradient, gradient, share, value.size);
  }

  /** Runs the rules in reverse, from a gradient of `seed` at `loss`. Parameters that nothing reaches get zeros. */
  backward(loss: Value, seed = 1): void {
    this.contribute(loss, (gradient) => this.call('fill', gradient, loss.size, seed));
    for (const rule of this.rules.reverse()) rule();
    this.rules.length = 0;
    for (const value of this.parameters.values()) {
      if (!this.requiresGradient(value) || value.storage.gradientWritten) continue;
      this.call('fill', this.into(value).gradient, value.size, 0);
    }
  }
}
