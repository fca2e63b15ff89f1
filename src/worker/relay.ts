import { Callback, type CallbackParams } from '../callbacks/index.js';
import type { Audience, FromWorker, HookEvent, RelayedHook, Reply } from './messages.js';

/** Hooks in which callbacks may read and set weights. */
const withModel: readonly RelayedHook[] = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd'];

/** Stands in a `fit` of the worker for the callbacks of the caller. Training waits for each of their hooks. */
export class Relay extends Callback {
  /** What the caller's callbacks remember. */
  private remembered: unknown[];

  constructor(
    private readonly id: number,
    private readonly audience: Audience,
    private readonly tell: (message: FromWorker) => void,
    private readonly ask: (event: HookEvent) => Promise<Reply>,
  ) {
    super();
    this.remembered = audience.memory;
    for (const hook of audience.hooks) {
      Object.defineProperty(this, hook, { value: (...args: HookEvent['args']) => this.pass(hook, args) });
    }
  }

  override setParams(params: CallbackParams): void {
    super.setParams(params);
    this.tell({ type: 'params', id: this.id, params });
  }

  override get memory(): unknown[] {
    return this.remembered;
  }

  /** Set where a `fit` goes on from a checkpoint. */
  override set memory(memory: unknown[]) {
    this.remembered = memory;
    this.tell({ type: 'memory', id: this.id, memory });
  }

  /** Sent with the call that takes a checkpoint. */
  remember(memory: unknown[]): void {
    this.remembered = memory;
  }

  private async pass(hook: RelayedHook, args: HookEvent['args']): Promise<void> {
    const { id, model, audience } = this;
    const view = audience.usesModel &&
      withModel.includes(hook) && { weights: model.getWeights(), learningRate: model.optimizer?.learningRate };
    const { failed, logs } = await this.ask({
      type: 'hook',
      id,
      hook,
      args,
      ...(view && { view }),
    });
    if (failed) throw new Error(`The hook ${hook} has failed.`);
    if (logs) Object.assign(args[1]!, logs);
  }
}
