/** Null is Keras's default. @throws RangeError for channels in front. */
export function channelsLast(owner: string, dataFormat: string | null): 'channels_last' {
  if (dataFormat === null || dataFormat === 'channels_last') return 'channels_last';
  throw new RangeError(`${owner}: only dataFormat 'channels_last' is supported. Received: ${dataFormat}`);
}
