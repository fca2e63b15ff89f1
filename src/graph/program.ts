import type { KernelName } from '../kernels/index.js';
import type { Arena, Home } from './arena.js';
import type { Argument, Call, Graph, Value } from './graph.js';
import { type Plan, plan } from './plan.js';
import type { Block } from './variable.js';

type Bound = () => void;
type Kernel = (...args: number[]) => void;

/**
 * A planned graph: a flat list of kernel calls with their addresses filled in. A run allocates nothing.
 * Programs share the arena's scratch block, so what one leaves there is gone when another has run.
 */
export class Program {
  protected readonly arena: Arena;
  readonly plan: Plan;
  /** Those of the plan with their addresses filled in, once it is bound. */
  calls: readonly Bound[] = [];
  preparations: readonly Bound[] = [];
  private home: Home | undefined;
  private epoch = -1;
  private preparedVersion = -1;

  /**
   * @param before Values that the caller writes before a run.
   * @param after Values that the caller reads after a run.
   * @param block Variables that are to lie in it whenever the program runs.
   */
  constructor(
    graph: Graph,
    before: readonly Value[] = [],
    after: readonly Value[] = [],
    private readonly block?: Block,
  ) {
    this.arena = graph.arena;
    this.plan = plan(graph, before, after);
  }

  /** The numbers of a value: to fill before a run, to read after it. Valid until something is planned. */
  view(value: Value): Float32Array | Float64Array {
    this.bind();
    return this.arena.floats(this.address(value), value.size);
  }

  run(): void {
    if (this.epoch !== this.arena.epoch) this.bind();
    const { calls, preparations } = this;
    if (this.preparedVersion !== this.arena.parameterVersion) {
      for (let i = 0; i < preparations.length; i++) preparations[i]();
      this.preparedVersion = this.arena.parameterVersion;
    }
    for (let i = 0; i < calls.length; i++) calls[i]();
  }

  /** Gives back what it keeps between runs: the collector would not see how much that is. Another run makes it anew. */
  release(): void {
    if (this.home) this.arena.free(this.home);
    this.home = undefined;
    this.epoch = -1;
  }

  /** Takes its place in memory, where it has not, so that what cannot be had is refused before anything has changed. */
  bind(): void {
    const { arena } = this;
    if (this.epoch === arena.epoch) return;
    void arena.hire();
    const { kept, scratch } = this.plan;
    if (kept > 0) this.home ??= arena.allocate(kept);
    arena.borrow(scratch);
    this.block?.gather();
    this.calls = this.plan.calls.map((call) => this.bindCall(call));
    this.preparations = this.plan.preparations.map((call) => this.bindCall(call));
    this.preparedVersion = -1;
    this.epoch = arena.epoch;
  }

  private bindCall({ kernel: called, args, routine }: Call): Bound {
    const { arena } = this;
    if (routine) {
      const views = (args as Value[]).map((value) => arena.floats(this.address(value), value.size));
      return () => routine(...views);
    }
    const { kernels, team } = arena;
    const kernel = called as KernelName;
    const f = kernels[kernel] as Kernel;
    const resolved = args.map((argument) => this.resolve(argument));
    const bind = (numbers: readonly number[]) => bindArguments(f, numbers);
    return team?.share(kernel, resolved, bind, arena) ?? bind(resolved);
  }

  private resolve(argument: Argument): number {
    if (typeof argument === 'number') return argument;
    return typeof argument === 'function' ? argument() : this.address(argument);
  }

  private address({ storage, offset }: Value): number {
    if (storage.kind === 'fixed') return storage.address!() + offset * 4;
    const block = storage.kind === 'kept' ? this.home! : this.arena.scratch;
    return block.address + (storage.place!.begin + offset) * 4;
  }
}

/**
 * A closure that calls `f` with fixed arguments: a spread call would cost four times as much and allocate. A JavaScript
 * function ignores the arguments it has no parameters for; so does a WebAssembly one. Most kernels have 3 to 8, none more than 22.
 */
function bindArguments(f: Kernel, args: readonly number[]): Bound {
  const [a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w] = args;
  switch (Math.max(args.length, 3)) {
    case 3:
      return () => f(a, b, c);
    case 4:
      return () => f(a, b, c, d);
    case 5:
      return () => f(a, b, c, d, e);
    case 6:
      return () => f(a, b, c, d, e, g);
    case 7:
      return () => f(a, b, c, d, e, g, h);
    case 8:
      return () => f(a, b, c, d, e, g, h, i);
    case 9:
    case 10:
      return () => f(a, b, c, d, e, g, h, i, j, k);
    default:
      return () => f(a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w);
  }
}
