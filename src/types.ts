// The types in the signatures of what is exported, so that programs can name them.

export type { ActivationIdentifier, ActivationName } from './activations/index.js';
export type { CallbackParams, HookName, HookResult, Hooks, TrainedModel } from './callbacks/callback.js';
export type { MonitorMode } from './callbacks/monitor.js';
export type { Constraint, ConstraintIdentifier } from './constraints/index.js';
export type { ModelFormat, WeightsFormat } from './formats/endings.js';
export type { Variable } from './graph/index.js';
export type { InitializerName } from './initializers/index.js';
export type {
  Distribution as VarianceScalingDistribution,
  Mode as VarianceScalingMode,
  NormalOptions,
  SeedOption,
  VarianceScalingOptions,
} from './initializers/random.js';
export type { BidirectionalOutput, MergeMode } from './layers/bidirectional.js';
export type { LayerMaker } from './layers/layer.js';
export type { CallOptions } from './layers/layer-options.js';
export type { LSTMOutput } from './layers/lstm.js';
export type { RepeatVectorOptions, ReshapeOptions } from './layers/reshaping.js';
export type { CrossentropyOptions, SparseCategoricalCrossentropyOptions } from './losses/crossentropy.js';
export type { BinaryFocalCrossentropyOptions, FocalCrossentropyOptions } from './losses/focal.js';
export type { LossIdentifier, LossName } from './losses/index.js';
export type { Loss, LossOptions } from './losses/loss.js';
export type { DiceOptions, TverskyOptions } from './losses/overlap.js';
export type { HuberOptions } from './losses/regression.js';
export type { AUCOptions } from './metrics/auc.js';
export type { ClassOptions, ThresholdOptions } from './metrics/confusion.js';
export type { FBetaScoreOptions } from './metrics/f-beta-score.js';
export type { F1ScoreOptions, ScoreAverage } from './metrics/f-score.js';
export type { MetricIdentifier, MetricName } from './metrics/index.js';
export type { Metric, MetricOptions } from './metrics/metric.js';
export type { OperatingPointOptions } from './metrics/operating-points.js';
export type { R2ScoreOptions } from './metrics/r2-score.js';
export type { SparseTopKCategoricalAccuracyOptions } from './metrics/top-k.js';
export type { PerOutput } from './models/compile.js';
export type { Config } from './models/config.js';
export type { FromJSONOptions } from './models/from-json.js';
export type { Ends } from './models/functional.js';
export type { ClassWeight } from './models/inputs.js';
export type { Scores } from './models/network.js';
export type { PredictOnBatchOptions } from './models/predict.js';
export type { Verbose } from './models/run-options.js';
export type { SequentialEntry } from './models/sequential.js';
export type { Batch, BatchIterable, BatchSource } from './models/source.js';
export type { SummaryOptions } from './models/summarize.js';
export type { Summary, SummaryLayer } from './models/summary.js';
export type { TensorFunction } from './ops/graph-tensor.js';
export type { Axis, AxisOptions } from './ops/public-axes.js';
export type { Reduction } from './ops/reduce.js';
export type { AdamOptions } from './optimizers/adam.js';
export type { OptimizerIdentifier, OptimizerName } from './optimizers/index.js';
export type { LearningRate, Optimizer } from './optimizers/optimizer.js';
export type { RMSpropOptions } from './optimizers/rmsprop.js';
export type {
  CosineDecayOptions,
  DecayArguments,
  CosineDecayRestartsOptions,
  ExponentialDecayOptions,
  InverseTimeDecayOptions,
  PiecewiseConstantDecayOptions,
  PolynomialDecayOptions,
} from './optimizers/decays.js';
export type { LearningRateSchedule } from './optimizers/schedule.js';
export type { SGDOptions } from './optimizers/sgd.js';
export type { Identifier, SerializedObject } from './registry.js';
export type { Regularizer, RegularizerIdentifier } from './regularizers/index.js';
export type { PartialShape, Shape } from './shape.js';
export type { NestedArray, NestedValues, NumberArray } from './tensor.js';
