import { keptNulls } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';

/**
 * Keys that only newer releases of Keras know, and those that only repeat what is the default here: without them older releases
 * open the file, too.
 */
const leftOut = new Set([
  'dtype',
  'build_config',
  'build_input_shape',
  'input_axes',
  'output_axes',
  'optional',
  'sparse',
  'ragged',
]);

/** What null does not mean the default of. */
const keepNull = new Set([...keptNulls, 'registered_name', 'batch_shape']);

/** Class names that old releases know, too. */
const olderNames: Record<string, string> = { Orthogonal: 'OrthogonalInitializer' };

/** What may be given by output: the keys are then names of the user's. */
const byOutput = new Set(['loss', 'loss_weights', 'metrics', 'weighted_metrics']);

/** Whether that is how Keras writes a function: by its name. */
export function isFunctionConfig(value: unknown): value is { config: string } {
  return (value as Partial<SerializedObject> | null)?.class_name === 'function';
}

/** A configuration in the form that most releases of Keras read. @param parent The key that it is the value of. */
export function conservative(value: unknown, isTensor = false, parent = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => conservative(one, isTensor));
  if (typeof value !== 'object' || value === null) return value;
  // An option that old releases do not know; -1 is what it means there.
  if (isSerialized(value) && value.class_name === 'SparseCategoricalCrossentropy' && value.config.axis === -1) {
    const { axis: _, ...config } = value.config;
    return conservative({ ...value, config }, isTensor, parent);
  }
  // A symbolic tensor's dtype is not optional.
  const tensor = isTensor || (value as { class_name?: string }).class_name === '__keras_tensor__';
  const keepsAll = tensor || (byOutput.has(parent) && !isSerialized(value));
  const entries = Object.entries(value).filter(
    ([key, one]) => (keepsAll || !leftOut.has(key)) && (one !== null || keepNull.has(key)),
  );
  return Object.fromEntries(
    entries.map(([key, one]) => [
      key,
      key === 'class_name' ? (olderNames[one as string] ?? one) : conservative(one, tensor, key),
    ]),
  );
}

/** Arguments that Keras takes as floats only, or that must not turn a figure into an integer: `"momentum": 0` is refused. */
const floats =
  /^(alpha|beta(_[12])?|clipnorm|clipvalue|decay_rate|dropout|ema_momentum|epsilon|gain|global_clipnorm|initial_learning_rate|l1|l2|label_smoothing|learning_rate|loss_scale_factor|m(ax|in)(val|_value)|mean|momentum|rate|recurrent_dropout|rho|scale|stddev|threshold|value|weight_decay)$/;

/** Texts, with the key's number where they are the key of one. */
const texts = /("(?:[^"\\]|\\.)*")(?::(-?\d+)(?=[,}]))?/g;

/** JSON with `.0` behind whole numbers that Keras takes as floats. */
export function toKerasJson(value: unknown): string {
  return toJson(value).replace(texts, (found, key: string, digits?: string) =>
    digits !== undefined && floats.test(key.slice(1, -1)) ? `${found}.0` : found,
  );
}

/** JSON in which what is infinite is a number larger than any, where JSON.stringify would have null: the default. */
export function toJson(value: unknown): string {
  const mark = (_: string, one: unknown) => (Math.abs(one as number) === Infinity ? `\0${String(one)}` : one);
  return JSON.stringify(value, mark).replace(/"\\u0000(-?)Infinity"/g, (_, sign) => `${sign}1e999`);
}

/** The value of JSON, that of Python included, which writes `Infinity`. @throws RangeError for other text, naming `place`. */
export function fromJson(text: string, place: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new RangeError(
      `${place} is no JSON (${(cause as Error).message}). The file is damaged: save or fetch it again.`,
      { cause },
    );
  }
}

function parse(text: string): unknown {
  // A key that an assignment would take for the prototype is nobody's.
  const revive = (key: string, value: unknown) => (key === '__proto__' ? undefined : value);
  try {
    return JSON.parse(text, revive);
  } catch (error) {
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|\bInfinity\b/g, (found) => (found === 'Infinity' ? '1e999' : found));
    if (plain === text) throw error;
    return JSON.parse(plain, revive);
  }
}
