export { list, remove, type Stored } from './indexeddb.js';
export { open, type Opened, type OpenOptions, type Progress, type Source } from './open.js';
export { type NamedBytes, NotFoundError, type ReadableStore, type WritableStore } from './store.js';
export { discard, type Target, write } from './write.js';
