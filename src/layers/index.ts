import { Activation } from './activation.js';
import { Dense, type DenseOptions } from './dense.js';
import { Dropout, type DropoutOptions } from './dropout.js';
import { Input, InputLayer, type InputOptions } from './input.js';
import { Layer } from './layer.js';
import { type LayerOptions } from './layer-options.js';
import { LSTM, type LSTMCallOptions, type LSTMOptions } from './lstm.js';
import { Add, Concatenate } from './merging.js';
import { Flatten, Reshape, type ReshapeOptions } from './reshaping.js';
import { SymbolicTensor } from './symbolic.js';

export type { DenseOptions, DropoutOptions, InputOptions, LayerOptions, LSTMCallOptions, LSTMOptions, ReshapeOptions };
export {
  Activation,
  Add,
  Concatenate,
  Dense,
  Dropout,
  Flatten,
  Input,
  InputLayer,
  Layer,
  LSTM,
  Reshape,
  SymbolicTensor,
};
