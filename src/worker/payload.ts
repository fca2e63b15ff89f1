import { isPlain } from '../options.js';
import { Tensor } from '../tensor.js';

export interface Payload<T> {
  value: T;
  transfer: ArrayBuffer[];
}

/** Copies typed arrays of all kinds, and a Buffer too, whose own `slice` does not copy. */
const { slice } = Uint8Array.prototype;

/**
 * A value as it is sent to another thread: tensors as `{ shape, data }`, numbers in buffers that move instead of being copied.
 *
 * @param gives True: the value's own buffers move, and can no longer be used here. False: copies of what is used of them.
 */
export function pack<T>(value: T, gives: boolean): Payload<T> {
  const transfer = new Set<ArrayBuffer>();
  const copy = (one: unknown): unknown => {
    if (one instanceof Tensor) return { shape: [...one.shape], data: copy(one.data) };
    if (ArrayBuffer.isView(one)) {
      // What threads share is not copied by sending it.
      if (!(one.buffer instanceof ArrayBuffer) || one instanceof DataView) return one;
      // Node loses a message in silence whose buffers have moved before. A copy of nothing finds out.
      const own = gives && one.byteLength > 0 ? one : copyOf(one as Uint8Array);
      transfer.add(own.buffer as ArrayBuffer);
      return own;
    }
    // A copy of numbers, too: the proxies that reactive frameworks make of arrays cannot be sent.
    if (Array.isArray(one)) return typeof one[0] === 'number' ? one.slice() : one.map(copy);
    if (!isPlain(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([name, part]) => [name, copy(part)]));
  };
  return { value: copy(value) as T, transfer: [...transfer] };
}

/** @throws TypeError where the buffer has moved to another thread. */
function copyOf(view: Uint8Array): Uint8Array {
  try {
    return slice.call(view);
  } catch (cause) {
    throw new TypeError(
      'the buffer of a typed array has been moved away, as `transfer: true` does. Give a copy there, or make the array anew',
      { cause },
    );
  }
}
