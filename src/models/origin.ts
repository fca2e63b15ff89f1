import { isGiven } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { isFunctionConfig } from '../saving/keras-config.js';

/** Those of keras.ops that layers of the same name do. Keras writes `a + b` as one of them. */
const operations = [
  'Add',
  'Concatenate',
  'Elu',
  'LeakyRelu',
  'Maximum',
  'Minimum',
  'Multiply',
  'Relu',
  'Softmax',
  'Subtract',
];

export const isOperation = ({ module }: SerializedObject): boolean => /^keras\b.*\.ops\./.test(String(module));

/**
 * @param key The option of a layer that it is the value of.
 * @throws RangeError for what is called like something of Keras, and is something else.
 */
export function checkOrigin(object: SerializedObject, key?: string): void {
  const { module, class_name: name, registered_name: registered } = object;
  // Of what is Keras's own, it writes no name but the module.
  if (registered && (registered.includes('>') || !/^(tf_)?keras\b/.test(String(module)))) {
    const cure = key
      ? `In Keras, set \`${key}\` to one of Keras's or None, and save the model again.`
      : `Layers are given with { customObjects: { '${registered}': ${name} } }; without losses, metrics and optimizers load with { compile: false }.`;
    throw new RangeError(`\`${registered}\` is a class of your own, which no file holds. ${cure}`);
  }
  if (isOperation(object) && !operations.includes(name)) {
    throw new RangeError(
      `\`${name}\` is an operation of keras.ops, not a layer. Make it a layer in Keras, such as Reshape or Rescaling, and save the model again.`,
    );
  }
}

/** The same for what a layer has been given. */
export function checkOptionsOrigin(config: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(config)) {
    if (/_(initializer|regularizer|constraint)$/.test(key) && isSerialized(value)) checkOrigin(value, key);
    if (!/activation$/.test(key) || !isGiven(value) || typeof value === 'string') continue;
    const what = isFunctionConfig(value)
      ? `your function ${value.config}`
      : `a ${(value as SerializedObject).class_name}`;
    throw new RangeError(
      `\`${key}\` is ${what}, but must be a name here. In Keras, put a layer in its place or behind this one, and save the model again.`,
    );
  }
}

/** What a layer takes as its inputs where an operation has been called with several arguments. @throws RangeError for numbers. */
export function operandsOf(object: SerializedObject, args: readonly unknown[]): unknown {
  if (args.length < 2 || !isOperation(object)) return args[0];
  if (args.every((one) => isSerialized(one) && one.class_name === '__keras_tensor__')) return args;
  throw new RangeError(
    `'${String(object.config.name)}', ${object.class_name} of keras.ops, has numbers beside a tensor. Make it a layer in Keras, such as Rescaling, and save the model again.`,
  );
}

/** Operations hand no mask on, and files from here have none that are operations to Keras. */
export function warnOfMasks(layers: readonly SerializedObject[]): void {
  const operation = layers.find((one) => isSerialized(one) && isOperation(one));
  const masks = layers.some((one) => isSerialized(one) && (one.class_name === 'Masking' || one.config.mask_zero));
  if (!operation || !masks) return;
  console.warn(
    `'${String(operation.config.name)}', an operation of keras.ops, hands no mask on. In files from here a layer is in its place, which in Keras does.`,
  );
}
