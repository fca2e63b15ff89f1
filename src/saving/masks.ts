// How Keras hands masks on from layer to layer, for whoever follows them through the structure of a model.

import type { Layer } from '../layers/layer.js';
import { lstmConfig } from './network.js';

/** Makes what an operation of Keras gives. @param option The number that it takes besides: what is compared with, or an axis. */
export type Operate<T> = (name: string, inputs: readonly T[], option?: number) => T;

/**
 * The masks of what comes out of a layer.
 * @param inputs What it is called on, and the masks of that.
 * @param mask What the call reads: the mask given by name, or that of the first input.
 */
export function masksAfter<T>(
  layer: Layer,
  inputs: readonly T[],
  masks: readonly (T | undefined)[],
  mask: T | undefined,
  operate: Operate<T>,
): (T | undefined)[] {
  const [x] = inputs;
  const { mask_value: value, mask_zero: hasZero, merge_mode: mode, axis } = layer.getConfig();
  switch (layer.className) {
    case 'Masking':
      return [operate('Any', [operate('NotEqual', [x], value as number)], -1)];
    case 'Embedding':
      return [hasZero ? operate('NotEqual', [x], 0) : undefined];
    case 'LSTM':
    case 'Bidirectional': {
      const passed = lstmConfig(layer).return_sequences ? mask : undefined;
      // The states behind have none.
      return mode === null ? [passed, passed] : [passed];
    }
    case 'GlobalAveragePooling1D':
      return [];
    case 'Add':
    case 'Average':
    case 'Maximum':
    case 'Minimum':
    case 'Multiply':
    case 'Subtract':
      return [masks.reduce((one, other) => one && other && operate('LogicalOr', [one, other]))];
    case 'Concatenate':
      return [masks.some((one) => one !== undefined) ? beside(inputs, masks, axis as number, operate) : undefined];
    default:
      return [layer.supportsMasking ? mask : undefined];
  }
}

function beside<T>(inputs: readonly T[], masks: readonly (T | undefined)[], axis: number, operate: Operate<T>): T {
  const spread = inputs.map((input, i) => {
    const mask = masks[i];
    if (mask === undefined) return operate('OnesLike', [input]);
    return operate('LogicalOr', [operate('ExpandDims', [mask], -1), operate('ZerosLike', [input])]);
  });
  return operate('Any', [operate('Concatenate', spread, axis)], -1);
}
