import { type Graph, Program, type Value } from '../graph/index.js';

type View = Float32Array | Float64Array;
type StepViews = Record<keyof StepValues, View[]>;

/** The tensors of a step that its caller writes or reads. */
export interface StepValues {
  inputs: readonly Value[];
  targets: readonly (Value | undefined)[];
  weights: readonly (Value | undefined)[];
  outputs: readonly Value[];
  /** The loss of each output, before its factor. */
  losses: readonly (Value | undefined)[];
  /** What is minimised: all losses with their factors, and penalties. */
  total?: Value;
}

/** A program for one batch shape, with views on its tensors. */
export class Step {
  readonly values: StepValues;
  private readonly program: Program;
  private readonly graph: Graph;
  private epoch = -1;
  private views!: StepViews;

  constructor(graph: Graph, values: StepValues, beforeBind?: () => void) {
    const { inputs, targets, weights, outputs, losses, total } = values;
    const present = (list: readonly (Value | undefined)[]) => list.filter((value) => value !== undefined);
    this.graph = graph;
    this.values = values;
    this.program = new Program(
      graph,
      [...inputs, ...present(targets), ...present(weights)],
      [...outputs, ...present(losses), ...present([total])],
      beforeBind,
    );
  }

  /** Views that stay valid until something is planned; asking again allocates nothing while they are. */
  get view(): StepViews {
    if (this.epoch !== this.graph.arena.epoch) this.renewViews();
    return this.views;
  }

  /** Takes its place in memory now, so that what cannot be had is refused before anything has changed. */
  bind(): void {
    void this.view;
  }

  run(): void {
    this.program.run();
  }

  /** Gives back what it keeps between runs. */
  release(): void {
    this.program.release();
  }

  private renewViews(): void {
    const look = (list: readonly (Value | undefined)[]) =>
      list.map((value) => (value ? this.program.view(value) : new Float32Array(0)));
    const { inputs, targets, weights, outputs, losses, total } = this.values;
    // The first look binds the program, which may move what others have looked at.
    look(inputs);
    this.views = {
      inputs: look(inputs),
      targets: look(targets),
      weights: look(weights),
      outputs: look(outputs),
      losses: look(losses),
      total: look(total ? [total] : []),
    };
    this.epoch = this.graph.arena.epoch;
  }

  profile(now: () => number) {
    return this.program.profile(now);
  }

  get bytes() {
    return this.program.bytes;
  }
}
