import type { Shape } from '../../shape.js';
import type { Datatype } from './datatype.js';
import { type Messages, onlyMessage } from './header.js';
import { nowhere, type Source } from './source.js';
import { byteLength, type Raw } from './values.js';

/** The bytes of a dataset, where they lie in the file. */
export function readStorage(source: Source, messages: Messages, type: Datatype, shape: Shape): Raw {
  const [external] = messages.get('external files') ?? [];
  if (external) throw source.unsupported(external.at, 'Data in external files');
  const layout = onlyMessage(source, messages, 'layout');
  const start = layout.at;
  const version = layout.u8();
  const kind = ['compact', 'contiguous', 'chunked', 'virtual'][layout.u8()];
  if (version < 3 || version > 5) throw source.unsupported(start, `Version ${version} of a data layout`);
  if (kind === undefined) throw source.damaged(start, 'there is no such data layout');
  if (kind === 'chunked') throw source.unsupported(start, 'A dataset in chunks, compressed or not');
  if (kind === 'virtual') throw source.unsupported(start, 'A virtual dataset');
  const needed = byteLength(shape, type);
  if (needed === 0) return { at: start, bytes: new Uint8Array() };

  const at = kind === 'compact' ? layout.at + 2 : layout.u64();
  const length = kind === 'compact' ? layout.u16() : layout.u64();
  if (at >= nowhere || length < needed) {
    const stored = at >= nowhere ? 'none are' : `only ${length} are`;
    throw source.damaged(start, `the shape (${shape.join(', ')}) needs ${needed} bytes, but ${stored} stored`);
  }
  const data = kind === 'compact' ? layout : source.take(at, needed, 'the data');
  return { at, bytes: data.bytes(needed) };
}
