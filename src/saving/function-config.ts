import type { SerializedObject } from '../registry.js';

/** Whether that is how Keras writes a function: by its name. */
export function isFunctionConfig(value: unknown): value is { config: string } {
  return (value as Partial<SerializedObject> | null)?.class_name === 'function';
}
