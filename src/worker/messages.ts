import type { CallbackParams, HookName, Logs } from '../callbacks/index.js';
import type { CompiledKernels, StartThread } from '../kernels/index.js';
import type { RandomState } from '../random-seed.js';
import type { Tensor } from '../tensor.js';
import type { Snapshot } from './snapshot.js';

/** The hooks that `CallbackList` calls. */
export type RelayedHook = Exclude<HookName, 'onBatchBegin' | 'onBatchEnd'>;

/** What the caller's callbacks want to be told. */
export interface Audience {
  hooks: readonly RelayedHook[];
  /** Whether they may read and set weights in hooks of epochs and of the training. */
  usesModel: boolean;
  /** What each of them remembers, for a checkpoint. */
  memory: unknown[];
}

/** What a worker begins with. */
export interface Startup {
  snapshot: Snapshot;
  /** The first that can be had there is used. None where WebAssembly is refused. */
  kernels: readonly CompiledKernels[];
  /** Undefined: as many as is usual there. */
  threads: number | undefined;
  /** The caller's terminal. */
  output: { isTerminal: boolean; columns?: number };
}

export interface Call {
  type: 'call';
  id: number;
  method: string;
  args: unknown[];
  /** Where the caller's random numbers are, if the worker does not know. */
  random?: RandomState;
  /** Made while a hook runs: answered at once, between two batches, instead of in order. */
  isAmidst: boolean;
  audience?: Audience;
}

/** What hooks do to the model. */
export type Changes = { weights?: readonly Tensor[]; learningRate?: number };

/** The caller's hooks have ended. The worker waits for it. */
export interface Reply {
  type: 'reply';
  id: number;
  failed?: boolean;
  /** What has been made of the logs of an epoch. */
  logs?: Logs;
}

/** What a thread that shares calls works with. */
export type ThreadData = Parameters<StartThread>[0];

/** In browsers: another worker of the same script is to share calls from now on, or to end. */
export type ThreadRequest = { type: 'startThread'; id: number; data: ThreadData } | { type: 'endThread'; id: number };

export type ToWorker =
  | Call
  | Reply
  | { type: 'abort'; id: number }
  /** `stopTraining`; of `fit`s that wait, too, unless a hook has set it. */
  | { type: 'stop'; isAmidst: boolean }
  | { type: 'share'; data: ThreadData };

export interface Failure {
  name: string;
  message: string;
  stack?: string;
}

export interface Answer {
  type: 'answer';
  id: number;
  value?: unknown;
  failure?: Failure;
  /** The failure is that the call was aborted. */
  isAborted?: boolean;
  random?: RandomState;
  /** The model, if the call may have changed it. */
  snapshot?: Snapshot;
  /** What the last `fit` has recorded, after one. */
  history?: unknown;
}

/** What callbacks can see of the model. */
export interface ModelView {
  weights: Tensor[];
  learningRate: number | undefined;
}

export interface HookEvent {
  type: 'hook';
  id: number;
  hook: RelayedHook;
  args: (number | Logs | undefined)[];
  view?: ModelView;
}

export type FromWorker =
  | Answer
  | HookEvent
  | { type: 'params'; id: number; params: CallbackParams }
  | { type: 'memory'; id: number; memory: unknown[] }
  | { type: 'print'; text: string };
