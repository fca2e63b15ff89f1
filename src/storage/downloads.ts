import type { WritableStore } from './store.js';

/** A browser begins only the last of the downloads that are asked for at once. */
const pauseMilliseconds = 200;
/** After this, a download has surely begun, and its bytes may go. */
const holdMilliseconds = 60_000;

/** The browser's downloads: each file is offered as if the user had clicked on a link to it. */
export function downloadsPlace(name: string): WritableStore {
  if (!globalThis.document) {
    throw new Error('downloads:// needs the page of a browser. In Node, name a path; in a worker, use indexeddb://.');
  }
  return {
    async write([first, ...others]) {
      const [ending = ''] = name.includes('.') ? [] : (/\.(weights\.)?\w+$/.exec(first.name) ?? []);
      offer(name + ending, first.bytes);
      for (const other of others) {
        await new Promise((done) => setTimeout(done, pauseMilliseconds));
        offer(other.name, other.bytes);
      }
    },
  };
}

function offer(name: string, bytes: Uint8Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), holdMilliseconds);
}
