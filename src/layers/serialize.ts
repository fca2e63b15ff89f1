import { Ambient } from '../ambient.js';
import { serialize, type SerializedObject } from '../registry.js';
import type { Layer } from './layer.js';
import { single } from './symbolic.js';

type Serialized = SerializedObject & Record<string, unknown>;

/** What the outermost call has written so far. */
const written = new Ambient<Map<Layer, Serialized> | undefined>(undefined);

/** A layer or model as Keras writes it; a layer that stands in several places inside has a `shared_object_id` there. */
export function serializeLayer(layer: Layer): Serialized {
  const all = written.value ?? new Map<Layer, Serialized>();
  return written.during(all, () => {
    const shapes = layer.buildShapes;
    const object: Serialized = {
      ...serialize('keras.layers', layer),
      ...(shapes && { build_config: { input_shape: single(shapes) } }),
      ...layer.registration,
      // Keras passes over what it does not know here, beside the configuration.
      ...(layer.ignoresMasks && { ignores_masks: true }),
    };
    const first = all.get(layer);
    if (first) first.shared_object_id = object.shared_object_id = [...all.keys()].indexOf(layer);
    else all.set(layer, object);
    return object;
  });
}
