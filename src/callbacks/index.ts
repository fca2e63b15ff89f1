export { BackupAndRestore, type BackupAndRestoreOptions } from './backup-and-restore.js';
export {
  Callback,
  type CallbackLike,
  type CallbackParams,
  type HookName,
  hookNames,
  type HookResult,
  type Hooks,
  type Logs,
  type TrainedModel,
} from './callback.js';
export { CallbackList } from './callback-list.js';
export { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.js';
export { History } from './history.js';
export { ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint.js';
export { isPromise, LambdaCallback, toCallback } from './lambda-callback.js';
