import { alternatives } from '../errors.js';
import { canonical } from '../naming.js';
import type { SerializedObject } from '../registry.js';
import { Activation } from './activation.js';
import { Average, Maximum, Minimum, Multiply, Subtract } from './arithmetic.js';
import { Bidirectional } from './bidirectional.js';
import { Dense } from './dense.js';
import { Dropout } from './dropout.js';
import { Embedding } from './embedding.js';
import { InputLayer } from './input.js';
import type { Layer, LayerMaker } from './layer.js';
import { LSTM } from './lstm.js';
import { Masking } from './masking.js';
import { Add, Concatenate } from './merging.js';
import { BatchNormalization, LayerNormalization, Normalization } from './normalization.js';
import { GlobalAveragePooling1D, GlobalMaxPooling1D } from './pooling.js';
import { ELU, LeakyReLU, ReLU, Rescaling, Softmax } from './pointwise.js';
import { Flatten, Permute, RepeatVector, Reshape } from './reshaping.js';
import { TimeDistributed } from './time-distributed.js';

const classes = {
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
  InputLayer,
  LSTM,
  LayerNormalization,
  LeakyReLU,
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
  TimeDistributed,
};

const byName = new Map<string, { fromConfig(config: Record<string, unknown>, inner: LayerMaker): Layer }>(
  Object.entries(classes).map(([name, Class]) => [canonical(name), Class]),
);

/**
 * The layer of a serialized object.
 * @param inner Makes the layers inside. Default: as this does.
 * @throws RangeError for a class that does not exist here.
 */
export function deserializeLayer(
  { class_name: name, config }: SerializedObject,
  inner: LayerMaker = deserializeLayer,
): Layer {
  const Class = byName.get(canonical(name));
  if (Class) return Class.fromConfig(config, inner);
  throw new RangeError(`Unknown layer class: ${name}.${alternatives(name, Object.keys(classes))}`);
}
