// TensorFlow.js hands masks on otherwise than Keras 3: they are lost behind models inside, a layer without a mask reads that of the
// layer which ran before it, and masks that come together make others. Its masked steps are never 0. What layers in a row make
// of one mask is the same.

import type { Layer } from '../layers/layer.js';
import { isNetwork, lstmConfig, type SavedNetwork } from './network.js';

const recurrent = ['Bidirectional', 'LSTM'];

const makesMask = (layer: Layer): boolean =>
  layer.className === 'Masking' || layer.getConfig().mask_zero === true || layer.sublayers.some(makesMask);

/** @throws RangeError for a model whose masks may mean something else in TensorFlow.js. */
export function checkMasks(network: SavedNetwork): void {
  if (!makesMask(network)) return;
  if (network.className !== 'Sequential') refuse(network.layers.find(makesMask)!);
  let mask: 'before' | 'given' | 'behind' = 'before';
  /** Steps that are 0 here are something else there. */
  let differs = false;
  for (const layer of network.layers) {
    const { return_sequences: sequences, go_backwards: backwards, zero_output_for_mask: zeros } = lstmConfig(layer);
    // There the mean of all steps.
    if (layer.className === 'GlobalAveragePooling1D' && mask !== 'before') refuse(layer);
    if (isNetwork(layer) ? mask !== 'before' || makesMask(layer) : holdsRecurrent(layer) && mask !== 'before')
      refuse(layer);
    if (makesMask(layer)) mask = 'given';
    else if (recurrent.includes(layer.className)) {
      if (mask === 'behind' || (mask === 'given' && zeros && (!sequences || backwards))) refuse(layer);
      differs = mask === 'given' && zeros === true;
      if (mask === 'given' && !sequences) mask = 'behind';
    } else if (mask === 'given' && !layer.supportsMasking) {
      if (differs) refuse(layer);
      mask = 'behind';
    }
  }
  if (!differs) return;
  console.warn(
    `Model '${network.name}': what it predicts for masked steps is something else in TensorFlow.js, where they are not set to 0. For all other steps it is the same.`,
  );
}

/** True for a layer around one that reads masks, but for both directions of one. */
const holdsRecurrent = ({ className, sublayers }: Layer): boolean =>
  className === 'TimeDistributed' && sublayers.some((inner) => isNetwork(inner) || recurrent.includes(inner.className));

function refuse({ name }: Layer): never {
  throw new RangeError(
    `Layer '${name}' might read other masked steps in TensorFlow.js, which hands masks on otherwise but from layer to layer in a Sequential. Save the model in another format.`,
  );
}
