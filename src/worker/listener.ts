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
import type { CallOptions, Message } from './link.js';
import type { HookEvent, ModelView, RelayedHook, Reply } from './messages.js';

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
export function listen(given: CallbackLike | readonly CallbackLike[] | null, model: ListenedModel): Listener {
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
      if (message.type === 'params') list.callbacks.forEach((one) => one.setParams(message.params));
      else if (message.type === 'memory') remembering.forEach((one, i) => (one.memory = message.memory[i]));
      else
        return stage.play(message, () => list.call(message.hook as IndexedHook, ...(message.args as [number, Logs?])));
      return {};
    },
  };
}

type Changes = Pick<Reply, 'weights' | 'learningRate' | 'logs'>;

/** The model as callbacks see it while one of their hooks runs. */
class Stage implements TrainedModel {
  private view: ModelView | undefined;
  private hook = '';
  private changes: Changes = {};

  constructor(private readonly model: ListenedModel) {}

  /** Runs a hook. Answers what it has changed. */
  async play({ hook, args, view }: HookEvent, run: () => HookResult): Promise<Changes> {
    this.view = view && { ...view, weights: view.weights.map(({ shape, data }) => new Tensor(shape, data)) };
    this.hook = hook;
    this.changes = {};
    await run();
    if (hook === 'onEpochEnd') this.changes.logs = args[1] as Logs;
    return this.changes;
  }

  get stopTraining(): boolean {
    return this.model.stopTraining;
  }

  set stopTraining(value: boolean) {
    this.model.stopTraining = value;
  }

  getWeights(): Tensor[] {
    return [...(this.changes.weights ?? this.seen.weights)];
  }

  setWeights(weights: readonly Tensor[]): void {
    this.changes.weights = weights;
  }

  get optimizer(): { learningRate: number } {
    const stage = this as Stage;
    return {
      get learningRate() {
        return stage.changes.learningRate ?? stage.seen.learningRate!;
      },
      set learningRate(value: number) {
        stage.changes.learningRate = value;
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

  private get seen(): ModelView {
    if (this.view) return this.view;
    throw new Error(
      `A callback of a model in a worker can read weights and learning rate in hooks of epochs and of the training, but not in \`${this.hook}\`. Await \`getWeights\` of the model itself there.`,
    );
  }
}
