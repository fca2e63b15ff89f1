// First, so that bundlers put the inlined kernels in front of the code: gzip, which looks back 32 kB, does better then.
export { type Info, info, setThreads } from './graph/index.js';
export {
  BackupAndRestore,
  type BackupAndRestoreOptions,
  Callback,
  type CallbackLike,
  EarlyStopping,
  type EarlyStoppingOptions,
  History,
  LambdaCallback,
  type Logs,
  LearningRateScheduler,
  type LearningRateSchedulerOptions,
  ModelCheckpoint,
  type ModelCheckpointOptions,
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  TerminateOnNaN,
  type TerminateOnNaNOptions,
} from './callbacks/index.js';
export { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from './constraints/index.js';
export {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  Initializer,
  type InitializerIdentifier,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
} from './initializers/index.js';
export {
  Activation,
  Add,
  Bidirectional,
  type BidirectionalCallOptions,
  type BidirectionalOptions,
  Concatenate,
  Dense,
  type DenseOptions,
  Dropout,
  type DropoutOptions,
  Embedding,
  type EmbeddingOptions,
  Flatten,
  Input,
  type InputOptions,
  Layer,
  type LayerOptions,
  LSTM,
  type LSTMCallOptions,
  type LSTMOptions,
  Masking,
  type MaskingOptions,
  RepeatVector,
  Reshape,
  SymbolicTensor,
  TimeDistributed,
} from './layers/index.js';
export * as losses from './losses/public.js';
export * as metrics from './metrics/public.js';
export {
  type BatchOptions,
  type CompileOptions,
  type DataLike,
  type EvaluateOptions,
  type FitOptions,
  type LoadOptions,
  loadModel,
  Model,
  type ModelOptions,
  modelFromJSON,
  type PredictOptions,
  type Profile,
  type ProfileOptions,
  type ProfileRow,
  type SampleWeight,
  type SaveOptions,
  type SaveWeightsOptions,
  Sequential,
  type SequentialOptions,
} from './models/index.js';
export { clearSession } from './naming.js';
export * as ops from './ops/public.js';
export {
  Adam,
  AdamW,
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
  RMSprop,
  SGD,
} from './optimizers/index.js';
export { setRandomSeed } from './random-seed.js';
export { L1, L1L2, L2 } from './regularizers/index.js';
export type { NamedBytes, OpenOptions, ReadableStore, Source, Target, WritableStore } from './storage/index.js';
export { Tensor, type TensorLike, tensor } from './tensor.js';
export type * from './types.js';
export { padSequences, type PadSequencesOptions } from './utils/pad-sequences.js';
export { toCategorical } from './utils/to-categorical.js';
