import {
  type CallbackLike,
  CallbackList,
  hookNames,
  type HookResult,
  type IndexedHook,
  LambdaCallback,
  type Logs,
  type TrainedModel,
} from '../callbacks/index.js';
import type { Source, Target } from '../storage/index.js';
import { Tensor } from '../tensor.js';
import type { CallOptions, Link, Message } from './link.js';
import type { Changes, HookEvent, ModelView, RelayedHook } from './messages.js';

/** What callbacks of the caller may do besides reading and setting weights. */
export type ListenedModel = Omit<TrainedModel, 'getWeights' | 'setWeights' | 'optimizer'>;

/** What a call needs so that the caller's callbacks take part. */
export interface Listener extends Pick<CallOptions, 'audience' | 'onMessage'> {
  /** What each of them remembers now, of those that do. */
  memory(): unknown[];
}

/** The older names are called by the newer. */
const relayed = hookNames.filter((name): name is RelayedHook => name !== 'onBatchBegin' && name !== 'onBatchEnd');

/** Lets callbacks here take part in a call of the worker. */
export function listen(
  given: CallbackLike | readonly CallbackLike[] | null,
  model: ListenedModel,
  link: Pick<Link, 'changer'>,
): Listener {
  const stage = new Stage(model);
  const list = new CallbackList(given ?? [], stage);
  const remembering = list.callbacks.filter(({ memory }) => memory !== undefined);
  const memory = () => remembering.map((callback) => callback.memory);
  if (list.callbacks.length === 0) return { memory };
  const audience = {
    hooks: relayed.filter((hook) => list.has(hook)),
    usesModel: list.callbacks.some((callback) => !(callback instanceof LambdaCallback)),
    memory: memory(),
  };
  return {
    memory,
    audience,
    async onMessage(message: Message) {
      stage.change = link.changer();
      if (message.type === 'params') list.callbacks.forEach((one) => one.setParams(message.params));
      else if (message.type === 'memory') remembering.forEach((one, i) => (one.memory = message.memory[i]));
      else {
        await stage.play(message, () => list.call(message.hook as IndexedHook, ...(message.args as [number, Logs?])));
        if (message.hook === 'onEpochEnd') return { logs: message.args[1] as Logs };
      }
      return {};
    },
  };
}

/** The model as callbacks see it while one of their hooks runs. */
class Stage implements TrainedModel {
  private view: ModelView | undefined;
  private hook = '';
  /** What the hook has changed, once the worker has it. */
  private changed: Promise<unknown>[] = [];

  /** Tells the worker. */
  change?: ReturnType<Link['changer']>;

  constructor(private readonly model: ListenedModel) {}

  /** Runs a hook. */
  async play({ hook, view }: HookEvent, run: () => HookResult): Promise<void> {
    this.view = view && { ...view, weights: view.weights.map(({ shape, data }) => new Tensor(shape, data)) };
    this.hook = hook;
    this.changed = [];
    await run();
    await Promise.all(this.changed);
  }

  get stopTraining(): boolean {
    return this.model.stopTraining;
  }

  set stopTraining(value: boolean) {
    this.model.stopTraining = value;
  }

  getWeights(): Tensor[] {
    return [...this.seen.weights];
  }

  setWeights(weights: readonly Tensor[]): void {
    this.set({ weights });
  }

  /** @throws Error which says what to call. */
  predict(): never {
    throw new Error(
      'A callback of a model in a worker awaits `predict` and `evaluate` of that: `await worker.predict(x)`.',
    );
  }

  evaluate(): never {
    return this.predict();
  }

  get optimizer(): { learningRate: number } {
    const stage = this as Stage;
    return {
      get learningRate() {
        return stage.seen.learningRate!;
      },
      set learningRate(value: number) {
        stage.set({ learningRate: value });
      },
    };
  }

  save(target: Target): Promise<void> {
    return this.model.save(target);
  }

  saveWeights(target: Target): Promise<void> {
    return this.model.saveWeights(target);
  }

  saveCheckpoint(target: Target): Promise<void> {
    return this.model.saveCheckpoint(target);
  }

  loadCheckpoint(source: Source): Promise<void> {
    return this.model.loadCheckpoint(source);
  }

  private set(changes: Changes): void {
    if (this.view) Object.assign(this.view, changes);
    const told = Promise.resolve(this.change?.(changes));
    // Awaited when the hook has ended, unless that fails before.
    told.catch(() => {});
    this.changed.push(told);
  }

  private get seen(): ModelView {
    if (this.view) return this.view;
    throw new Error(
      `A callback of a model in a worker can read weights and learning rate in hooks of epochs and of the training, but not in \`${this.hook}\`. Await \`getWeights\` of the model itself there.`,
    );
  }
}
