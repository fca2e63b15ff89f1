export { BackupAndRestore, type BackupAndRestoreOptions } from './backup-and-restore.js';
export {
  Callback,
  type CallbackLike,
  type CallbackParams,
  type HookName,
  hookNames,
  type HookResult,
  type Hooks,
  type IndexedHook,
  type Logs,
  type PlainHook,
  type TrainedModel,
} from './callback.js';
export { CallbackList } from './callback-list.js';
export { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.js';
export { History } from './history.js';
export {
  type LearningRateFunction,
  LearningRateScheduler,
  type LearningRateSchedulerOptions,
} from './learning-rate-scheduler.js';
export { ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint.js';
export { isPromise, LambdaCallback, toCallback } from './lambda-callback.js';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './reduce-lr-on-plateau.js';
export { TerminateOnNaN, type TerminateOnNaNOptions } from './terminate-on-nan.js';
