import { Ambient } from '../ambient.js';
import type { Shape } from '../shape.js';

/** Whether a new weight gets its initial values: not while a file is read that has others. */
export const isInitial = new Ambient<(layer: string, name: string, shape: Shape) => boolean>(() => true);
