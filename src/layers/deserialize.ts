import { suggest } from '../errors.js';
import { canonical } from '../naming.js';
import type { SerializedObject } from '../registry.js';
import { Activation } from './activation.js';
import { Dense } from './dense.js';
import { Dropout } from './dropout.js';
import { InputLayer } from './input.js';
import type { Layer } from './layer.js';
import { LSTM } from './lstm.js';
import { Add, Concatenate } from './merging.js';
import { Flatten, Reshape } from './reshaping.js';

const classes = { Activation, Add, Concatenate, Dense, Dropout, Flatten, InputLayer, LSTM, Reshape };

const byName = new Map<string, { fromConfig(config: Record<string, unknown>): Layer<unknown> }>(
  Object.entries(classes).map(([name, Class]) => [canonical(name), Class]),
);

/** The layer of a serialized object. @throws RangeError for a class that does not exist here. */
export function deserializeLayer({ class_name: name, config }: SerializedObject): Layer<unknown> {
  const Class = byName.get(canonical(name));
  if (Class) return Class.fromConfig(config);
  throw new RangeError(
    `Unknown layer class: ${name}.${suggest(name, Object.keys(classes)) || ` Known: ${Object.keys(classes).join(', ')}.`}`,
  );
}
