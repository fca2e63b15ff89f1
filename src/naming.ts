/** `LSTM` → `lstm`, `InputLayer` → `input_layer`, `ReLU` → `re_lu`: Keras's rule for automatic names. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** `unitForgetBias` → `unit_forget_bias`, `beta1` → `beta_1`: an option's name in a Keras configuration. */
export function toConfigKey(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^beta(\d)/, 'beta_$1');
}

/** `unit_forget_bias` → `unitForgetBias`. */
export function toOptionName(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** One form for all spellings of an identifier: `mean_squared_error`, `meanSquaredError`, `MeanSquaredError`. */
export function canonical(identifier: string): string {
  return identifier.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const counters = new Map<string, number>();

/** `dense`, then `dense_1`, `dense_2` … until `clearSession`. */
export function uniqueName(prefix: string): string {
  const count = counters.get(prefix) ?? 0;
  counters.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** Starts automatic names anew, as `keras.utils.clear_session` does. Memory needs no clearing here. */
export function clearSession(): void {
  counters.clear();
}
