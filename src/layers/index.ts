import { Activation } from './activation.js';
import { Bidirectional, type BidirectionalCallOptions, type BidirectionalOptions } from './bidirectional.js';
import { Dense, type DenseOptions } from './dense.js';
import { Dropout, type DropoutOptions } from './dropout.js';
import { Embedding, type EmbeddingOptions } from './embedding.js';
import { Input, InputLayer, type InputOptions } from './input.js';
import { Layer } from './layer.js';
import { type LayerOptions } from './layer-options.js';
import { LSTM, type LSTMCallOptions, type LSTMOptions } from './lstm.js';
import { Masking, type MaskingOptions } from './masking.js';
import { Add, Concatenate } from './merging.js';
import { Flatten, RepeatVector, Reshape, type ReshapeOptions } from './reshaping.js';
import { SymbolicTensor } from './symbolic.js';
import { TimeDistributed } from './time-distributed.js';

export type {
  BidirectionalCallOptions,
  BidirectionalOptions,
  DenseOptions,
  DropoutOptions,
  EmbeddingOptions,
  InputOptions,
  LayerOptions,
  LSTMCallOptions,
  LSTMOptions,
  MaskingOptions,
  ReshapeOptions,
};
export {
  Activation,
  Add,
  Bidirectional,
  Concatenate,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  Input,
  InputLayer,
  Layer,
  LSTM,
  Masking,
  RepeatVector,
  Reshape,
  SymbolicTensor,
  TimeDistributed,
};
