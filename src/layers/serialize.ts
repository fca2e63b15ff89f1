import { Ambient } from '../ambient.js';
import type { SerializedObject } from '../registry.js';
import type { Layer } from './layer.js';
import { single } from './symbolic.js';

type Serialized = SerializedObject & Record<string, unknown>;

/** What the outermost call has written so far. */
const written = new Ambient<Map<Layer<unknown>, Serialized> | undefined>(undefined);

/** A layer or model as Keras writes it; a layer that stands in several places inside has a `shared_object_id` there. */
export function serializeLayer(layer: Layer<unknown>): Serialized {
  const all = written.value ?? new Map<Layer<unknown>, Serialized>();
  return written.during(all, () => {
    const { className } = layer;
    const functional = className === 'Functional';
    const module = functional ? 'keras.src.models.functional' : className === 'Sequential' ? 'keras' : 'keras.layers';
    const object: Serialized = {
      module,
      class_name: className,
      config: layer.getConfig(),
      registered_name: functional ? className : null,
    };
    const shapes = layer.buildShapes;
    if (shapes) object.build_config = { input_shape: functional ? null : single(shapes) };
    const first = all.get(layer);
    if (first) first.shared_object_id = object.shared_object_id = [...all.keys()].indexOf(layer);
    else all.set(layer, object);
    return object;
  });
}
