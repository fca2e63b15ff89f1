// By the endings of their names, the formats in which models are saved.

/** Formats of whole models. */
export type ModelFormat = 'keras' | 'onnx' | 'tensorflow';

/** Formats of weights alone. */
export type WeightsFormat = 'weights.h5' | 'npz' | 'safetensors';

export const modelEndings: Readonly<Record<string, ModelFormat>> = {
  '.keras': 'keras',
  '.onnx': 'onnx',
  '.json': 'tensorflow',
};

export const weightsEndings: Readonly<Record<string, WeightsFormat>> = {
  '.weights.h5': 'weights.h5',
  '.npz': 'npz',
  '.safetensors': 'safetensors',
};

/** The last part of a path or address. */
export const lastPart = (address: string): string => address.replace(/^.*[/\\]/, '');

/**
 * The format that a path or address names: the first of all where it has no ending, or is of a place whose names have none;
 * undefined where its ending is another.
 */
export function formatOf<Format extends string>(
  address: string,
  endings: Readonly<Record<string, Format>>,
): Format | undefined {
  const name = lastPart(address);
  const ending = Object.keys(endings).find((one) => name.toLowerCase().endsWith(one));
  if (ending) return endings[ending];
  const isOpen = !/\.[a-z]\w*$/i.test(name) || /^(indexeddb|blob):/.test(address);
  return isOpen ? Object.values(endings)[0] : undefined;
}
