import { checkSize, formatShape, type Shape, sizeOf } from '../shape.js';
import { type Arena, type Home, roundUp } from './arena.js';

export interface VariableOptions {
  /** Last part of the path, as in Keras: `kernel`, `recurrent_kernel`, `bias`. */
  name: string;
  shape: Shape;
}

/** A tensor that outlives a step: a weight, a slot of an optimizer, the state of a layer. Zero until written. */
export class Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
  /** Set by the layer that owns it. */
  path: string;
  private home: Home;
  private offset = 0;
  /** True until the values move into a block. */
  private ownsHome = true;

  /** @internal */
  constructor(
    readonly arena: Arena,
    { name, shape }: VariableOptions,
  ) {
    this.name = name;
    this.path = name;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.home = arena.allocate(this.size * 4);
  }

  /** What consoles print, as in Python. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<Variable path=${this.path}, shape=${formatShape(this.shape)}>`;
  }

  /** @internal */
  get address(): number {
    return this.home.address + this.offset;
  }

  /** A copy of the values, in Keras's layout. */
  read(): Float32Array {
    return Float32Array.from(this.arena.floats(this.address, this.size));
  }

  /** @throws RangeError when the number of values is not that of the shape. */
  write(values: ArrayLike<number>): void {
    checkSize(`Variable ${this.path}`, this.shape, values.length);
    this.arena.floats(this.address, this.size).set(values);
    this.arena.parameterVersion++;
  }

  /**
   * Moves the values to another place. Whoever has the old address must bind again.
   * @internal
   */
  move(home: Home, offset: number): void {
    if (home === this.home && offset === this.offset) return;
    const { kernels } = this.arena;
    kernels.copy(home.address + offset, this.address, this.size);
    if (this.ownsHome) this.arena.free(this.home);
    this.ownsHome = false;
    this.home = home;
    this.offset = offset;
    this.arena.epoch++;
  }
}

/**
 * Memory for what is neither a weight nor a temporary: the counter of a random stream, the totals of a metric, the state
 * of a stateful layer. Zero at first.
 */
export class State {
  private readonly home: Home;
  private epoch = -1;
  private views!: ReturnType<Arena['viewsOf']>;

  constructor(
    readonly arena: Arena,
    readonly bytes: number,
  ) {
    this.home = arena.allocate(bytes);
  }

  get address(): number {
    return this.home.address;
  }

  /** The state as floats. The view is kept while it is valid, so asking for it each step allocates nothing. */
  get floats(): Float32Array | Float64Array {
    return this.renew().floats;
  }

  get words(): Uint32Array {
    return this.renew().words;
  }

  get doubles(): Float64Array {
    return this.renew().doubles;
  }

  clear(): void {
    this.arena.clear(this.home);
  }

  private renew() {
    const { arena } = this;
    if (this.epoch !== arena.epoch) {
      this.epoch = arena.epoch;
      this.views = arena.viewsOf(this);
    }
    return this.views;
  }
}

/**
 * Variables side by side, so that one call works on all of them. `twin` gives others of the same layout: gradients,
 * optimizer slots. Every variable begins at a cache line; the padding stays zero.
 */
export class Block {
  readonly offsets = new Map<Variable, number>();
  /** Floats, padding included. */
  readonly size: number;
  private readonly home: Home;

  /** That of the variables themselves, if they move into it with `gather`. */
  constructor(
    private readonly arena: Arena,
    readonly variables: readonly Variable[],
  ) {
    let bytes = 0;
    for (const variable of variables) {
      this.offsets.set(variable, bytes);
      bytes = roundUp(bytes + variable.size * 4, 64);
    }
    this.size = bytes / 4;
    this.home = arena.allocate(bytes);
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
}

export function sameVariables(a: readonly Variable[], b: readonly Variable[]): boolean {
  return a.length === b.length && a.every((variable, i) => variable === b[i]);
}
