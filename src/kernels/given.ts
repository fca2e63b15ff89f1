import { show } from '../errors.js';
import { reason } from '../reason.js';
import { build } from './binary.js';
import { canHaveThreads } from './threads.js';
import type { WasmModule } from './webassembly.js';

/** Where `init` takes the kernels from: the address of the file, a response or its promise, its bytes, or the module. */
export type InitSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WasmModule;

const file = 'markhor/wasm/strict.wasm';

let given: Uint8Array<ArrayBuffer> | WasmModule | undefined;

/**
 * Brings the kernels, for pages and runtimes that do not take them inlined. Needed once, before the first model is made;
 * later calls do nothing.
 *
 * @param from `markhor/wasm/strict.wasm`, or `relaxed.wasm` beside it: its URL, what `fetch` gives for it, its bytes, or the
 *   compiled module, which edge runtimes make of an import. With a module Node uses one thread.
 * @throws TypeError for anything else, RangeError for a file that does not belong to this version, Error where it cannot be
 *   fetched or WebAssembly is refused.
 */
export async function init(from: InitSource | PromiseLike<InitSource>): Promise<void> {
  if (given) {
    // Nobody waits for it, so its failure would end a program.
    void Promise.resolve(from).catch(() => {});
    return;
  }
  const read = await bytesOrModule(await from);
  const module = read instanceof WebAssembly.Module ? read : await compile(read);
  const [section] = WebAssembly.Module.customSections(module, 'build');
  const found = section && new TextDecoder().decode(section);
  if (found !== build) {
    const what = found ? `those of another version (${found} instead of ${build})` : 'not the kernels';
    throw new RangeError(`init: these are ${what}. Take ${file} of the installed package.`);
  }
  // Threads need a module for a shared memory, which is made of the bytes.
  given ??= canHaveThreads() ? read : module;
}

/** The kernels that `init` was given. @throws Error before. */
export function source(): Uint8Array<ArrayBuffer> | WasmModule {
  if (!given) {
    throw new Error(
      `markhor/slim has no kernels yet. Call \`await init(url)\` with the address of ${file} before the first model is made, or import from 'markhor', which brings them.`,
    );
  }
  return given instanceof Uint8Array ? given.slice() : given;
}

async function bytesOrModule(from: InitSource): Promise<Uint8Array<ArrayBuffer> | WasmModule> {
  if (from instanceof WebAssembly.Module) return from;
  if (from instanceof ArrayBuffer) return new Uint8Array(from.slice(0));
  if (ArrayBuffer.isView(from)) return new Uint8Array(from.buffer, from.byteOffset, from.byteLength).slice();
  if (typeof from === 'string' || from instanceof URL) return read(String(from));
  if (from instanceof Response) return body(from);
  throw new TypeError(
    `init takes a URL, a Response, bytes or a WebAssembly.Module of ${file}. Received: ${show(from)}.`,
  );
}

async function read(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const fs = url.startsWith('file:') && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  const answer = await (fs ? fs.readFile(new URL(url)) : fetch(url)).catch((cause) => {
    throw new Error(`init: ${url} could not be read (${reason(cause)}). Give the address of ${file}.`, {
      cause,
    });
  });
  return answer instanceof Response ? body(answer) : new Uint8Array(answer);
}

async function body(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) throw new Error(`init: ${response.url} answered ${response.status}. Give the address of ${file}.`);
  return new Uint8Array(await response.arrayBuffer());
}

function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WasmModule> {
  return WebAssembly.compile(bytes).catch((cause) => {
    throw new Error(
      `init: this is not a WebAssembly file, or WebAssembly is refused here (${reason(cause)}). Give ${file}; a ` +
        `Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src.`,
      { cause },
    );
  });
}
