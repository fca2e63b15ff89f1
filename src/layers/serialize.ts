import type { SerializedObject } from '../registry.js';
import type { Layer } from './layer.js';

/** Layers for which Keras writes no `build_config`. */
const notBuilt = ['InputLayer', 'Dropout', 'Activation', 'Reshape'];

/** A layer or model as Keras writes it. */
export function serializeLayer(layer: Layer<unknown>): SerializedObject & Record<string, unknown> {
  const { className } = layer;
  const functional = className === 'Functional';
  const module = functional ? 'keras.src.models.functional' : className === 'Sequential' ? 'keras' : 'keras.layers';
  const object: SerializedObject & Record<string, unknown> = {
    module,
    class_name: className,
    config: layer.getConfig(),
    registered_name: functional ? className : null,
  };
  const shapes = layer.buildShapes;
  if (functional) object.build_config = { input_shape: null };
  else if (shapes && !notBuilt.includes(className))
    object.build_config = { input_shape: shapes.length === 1 ? shapes[0] : shapes };
  return object;
}
