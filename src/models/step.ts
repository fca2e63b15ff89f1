import { type Block, type Graph, Program, type Value } from '../graph/index.js';
import { isGiven } from '../options.js';

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
  /** What is minimised, if anything: all losses with their factors, and penalties. */
  total: readonly Value[];
}

/** A program for one batch shape, with views on its tensors. */
export class Step extends Program {
  private viewedAt = -1;
  private viewed!: StepViews;

  constructor(
    graph: Graph,
    readonly values: StepValues,
    block?: Block,
  ) {
    const { inputs, targets, weights, outputs, losses, total } = values;
    super(
      graph,
      [...inputs, ...targets, ...weights].filter(isGiven),
      [...outputs, ...losses, ...total].filter(isGiven),
      block,
    );
  }

  /** Views that stay valid until something is planned; asking again allocates nothing while they are. */
  get views(): StepViews {
    if (this.viewedAt !== this.arena.epoch) this.renewViews();
    return this.viewed;
  }

  private renewViews(): void {
    // Binding may move what others have looked at.
    this.bind();
    const look = (list: readonly (Value | undefined)[]) =>
      list.map((value) => (value ? this.view(value) : new Float32Array(0)));
    const views = Object.entries(this.values).map(([name, list]) => [name, look(list)]);
    this.viewed = Object.fromEntries(views) as StepViews;
    this.viewedAt = this.arena.epoch;
  }
}
