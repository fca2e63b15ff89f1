import { Activation } from './activation.js';
import { Bidirectional, type BidirectionalCallOptions, type BidirectionalOptions } from './bidirectional.js';
import { Dense, type DenseOptions } from './dense.js';
import { Dropout, type DropoutOptions } from './dropout.js';
import { Input, InputLayer, type InputOptions } from './input.js';
import { Layer } from './layer.js';
import { type LayerOptions } from './layer-options.js';
import { LSTM, type LSTMCallOptions, type LSTMOptions } from './lstm.js';
import { Add, Concatenate } from './merging.js';
import { Flatten, RepeatVector, Reshape, type ReshapeOptions } from './reshaping.js';
import { SymbolicTensor } from './symbolic.js';
import { TimeDistributed } from './time-distributed.js';

export type {
  BidirectionalCallOptions,
  BidirectionalOptions,
  DenseOptions,
  DropoutOptions,
  InputOptions,
  LayerOptions,
  LSTMCallOptions,
  LSTMOptions,
  ReshapeOptions,
};
export {
  Activation,
  Add,
  Bidirectional,
  Concatenate,
  Dense,
  Dropout,
  Flatten,
  Input,
  InputLayer,
  Layer,
  LSTM,
  RepeatVector,
  Reshape,
  SymbolicTensor,
  TimeDistributed,
};
