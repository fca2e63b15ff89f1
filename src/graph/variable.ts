import { formatShape, type Shape, sameShape, sizeOf } from '../shape.js';
import { type Arena, type Home, roundUp } from './arena.js';

export interface VariableOptions {
  /** Last part of the path, as in Keras: `kernel`, `recurrent_kernel`, `bias`. */
  name: string;
  shape: Shape;
  trainable?: boolean;
}

/** A tensor that outlives a step: a weight, a slot of an optimizer, the state of a layer. Zero until written. */
export class Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
  /** Set by the layer that owns it. */
  path: string;
  trainable: boolean;
  private home: Home;
  private offset = 0;

  constructor(
    readonly arena: Arena,
    { name, shape, trainable = true }: VariableOptions,
  ) {
    this.name = name;
    this.path = name;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.trainable = trainable;
    this.home = arena.allocate(this.size * 4);
  }

  get address(): number {
    return this.home.address + this.offset;
  }

  /** A copy of the values, in Keras's layout. */
  read(): Float32Array {
    return Float32Array.from(this.arena.floats(this.address, this.size));
  }

  /** @throws RangeError when the number of values is not that of the shape. */
  write(values: ArrayLike<number>): void {
    if (values.length !== this.size) {
      throw new RangeError(
        `Variable ${this.path} has shape ${formatShape(this.shape)}, that is ${this.size} values, but ${values.length} were given.`,
      );
    }
    this.arena.floats(this.address, this.size).set(values);
    this.arena.parameterVersion++;
  }

  /** Moves the values to another place. Whoever has the old address must bind again. */
  move(home: Home, offset: number): void {
    if (home === this.home && offset === this.offset) return;
    const { kernels } = this.arena;
    kernels.copy(home.address + offset, this.address, this.size);
    this.home = home;
    this.offset = offset;
    this.arena.epoch++;
  }
}

/** Memory for what is neither a weight nor a temporary: the counter of a random stream, the totals of a metric. Zero at first. */
export class State {
  private readonly home: Home;

  constructor(
    readonly arena: Arena,
    bytes: number,
  ) {
    this.home = arena.allocate(bytes);
  }

  get address(): number {
    return this.home.address;
  }

  floats(length: number): Float32Array | Float64Array {
    return this.arena.floats(this.address, length);
  }

  words(length: number): Uint32Array {
    return this.arena.words(this.address, length);
  }

  doubles(length: number): Float64Array {
    return this.arena.doubles(this.address, length);
  }
}

/**
 * Variables side by side, so that one call works on all of them. `like` gives twins of the same layout: gradients,
 * optimizer slots. Every variable begins at a cache line; the padding stays zero.
 */
export class Block {
  readonly variables: readonly Variable[];
  readonly offsets = new Map<Variable, number>();
  /** Floats, padding included. */
  readonly size: number;
  private readonly home: Home;

  private constructor(
    private readonly arena: Arena,
    variables: readonly Variable[],
  ) {
    this.variables = variables;
    let bytes = 0;
    for (const variable of variables) {
      this.offsets.set(variable, bytes);
      bytes = roundUp(bytes + variable.size * 4, 64);
    }
    this.size = bytes / 4;
    this.home = arena.allocate(bytes);
  }

  /** The block of the variables themselves. They move into it with `gather`. */
  static of(arena: Arena, variables: readonly Variable[]): Block {
    return new Block(arena, variables);
  }

  /** A zeroed block of the same layout. */
  twin(): Block {
    return new Block(this.arena, this.variables);
  }

  get address(): number {
    return this.home.address;
  }

  addressOf(variable: Variable): number {
    return this.home.address + this.offsets.get(variable)!;
  }

  /** Moves the variables here, those that another model has moved elsewhere included. */
  gather(): void {
    for (const variable of this.variables) variable.move(this.home, this.offsets.get(variable)!);
  }

  /** A copy of the values that belong to `variable`. */
  read(variable: Variable): Float32Array {
    return Float32Array.from(this.arena.floats(this.addressOf(variable), variable.size));
  }

  write(variable: Variable, values: ArrayLike<number>): void {
    this.arena.floats(this.addressOf(variable), variable.size).set(values);
  }
}

export function sameVariables(a: readonly Variable[], b: readonly Variable[]): boolean {
  return a.length === b.length && a.every((variable, i) => variable === b[i] && sameShape(variable.shape, b[i].shape));
}
