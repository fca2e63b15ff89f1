import type { Source } from '../storage/index.js';
import type { Model } from './functional.js';
import type { LoadOptions } from './saving.js';
import type { Sequential } from './sequential.js';

/**
 * Reads a model that `save` or Keras wrote: its layers, weights, what it was compiled with and the optimizer's memory. Options
 * that are not known here are left out with a warning. Whoever knows which kind it is may say so: `loadModel<Sequential>(source)`.
 *
 * @param source A path in Node, a URL, `indexeddb://name`, a File or Blob, bytes, or a store of your own.
 * @throws RangeError or TypeError that names the file, the place in it and the cure.
 */
export async function loadModel<M extends Model | Sequential = Model | Sequential>(
  source: Source,
  options: LoadOptions = {},
): Promise<M> {
  const saving = await import('./saving.js');
  return (await saving.loadModel(source, options)) as M;
}
