import { Activation } from './activation.js';
import { Average, Maximum, Minimum, Multiply, Subtract } from './arithmetic.js';
import { Bidirectional, type BidirectionalCallOptions, type BidirectionalOptions } from './bidirectional.js';
import { Dense, type DenseOptions } from './dense.js';
import { Dropout, type DropoutOptions } from './dropout.js';
import { Embedding, type EmbeddingOptions } from './embedding.js';
import { Input, InputLayer, type InputOptions } from './input.js';
import { Lambda, type LambdaFunction, type LambdaListFunction, type LambdaOptions } from './lambda.js';
import { Layer } from './layer.js';
import { type LayerOptions } from './layer-options.js';
import { LSTM, type LSTMCallOptions, type LSTMOptions } from './lstm.js';
import { Masking, type MaskingOptions } from './masking.js';
import { Add, Concatenate } from './merging.js';
import {
  BatchNormalization,
  type BatchNormalizationOptions,
  LayerNormalization,
  type LayerNormalizationOptions,
  Normalization,
  type NormalizationOptions,
} from './normalization.js';
import { GlobalAveragePooling1D, GlobalMaxPooling1D, type GlobalPoolingOptions } from './pooling.js';
import {
  ELU,
  type ELUOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  ReLU,
  type ReLUOptions,
  Rescaling,
  Softmax,
} from './pointwise.js';
import { Flatten, Permute, type PermuteOptions, RepeatVector, Reshape, type ReshapeOptions } from './reshaping.js';
import { SymbolicTensor } from './symbolic.js';
import { TimeDistributed } from './time-distributed.js';

export type {
  BatchNormalizationOptions,
  BidirectionalCallOptions,
  BidirectionalOptions,
  DenseOptions,
  DropoutOptions,
  ELUOptions,
  EmbeddingOptions,
  GlobalPoolingOptions,
  InputOptions,
  LambdaFunction,
  LambdaListFunction,
  LambdaOptions,
  LayerNormalizationOptions,
  LayerOptions,
  LeakyReLUOptions,
  LSTMCallOptions,
  LSTMOptions,
  MaskingOptions,
  NormalizationOptions,
  PermuteOptions,
  ReLUOptions,
  ReshapeOptions,
};
export {
  Activation,
  Add,
  Average,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Dense,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  InputLayer,
  Lambda,
  Layer,
  LayerNormalization,
  LeakyReLU,
  LSTM,
  Masking,
  Maximum,
  Minimum,
  Multiply,
  Normalization,
  Permute,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  Softmax,
  Subtract,
  SymbolicTensor,
  TimeDistributed,
};
