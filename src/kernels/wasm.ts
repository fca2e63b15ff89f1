// In bundles the kernels stand before all code, for gzip packs text and code by themselves better than mixed.
import { source } from './source.js';
import type { Exports } from './binary.js';
import { decode } from './decode.js';
import type { CompiledKernels, Machine, Views } from './kernels.js';
import type { StartThread } from './team-worker.js';
import { canHaveThreads } from './threads.js';
import type { WasmModule } from './webassembly.js';

const pageBytes = 65536;
/** As in asconfig.json. */
const pages = { initial: 16, maximum: 65536 };

/** Gives the bytes of a build, a copy that is ours or, where bytes are not compiled, the module. `read` makes them of text. */
export type ReadBinary = (read: typeof decode) => Uint8Array<ArrayBuffer> | WasmModule;

/** The end of the import of the memory: its name and its kind. Behind it are the flags `shared` and `has a maximum`. */
const memoryImport = 'memory\u0002';

/** No kernel uses atomics, so one bit decides whether a module is for a shared memory or for one of its own. */
function compile(read: ReadBinary, shared: boolean): CompiledKernels {
  const bytes = read(decode);
  // A module that was given is for a memory of its own.
  if (!(bytes instanceof Uint8Array)) return { module: bytes, shared: false };
  const at = new TextDecoder('latin1').decode(bytes).indexOf(memoryImport);
  bytes[at + memoryImport.length] = shared ? 3 : 1;
  try {
    return { module: new WebAssembly.Module(bytes), shared };
  } catch (cause) {
    throw new Error(
      `WebAssembly is refused here (${(cause as Error).message}). A Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src, a browser SIMD. ` +
        `Or call useReference() of markhor/reference before the first model.`,
      { cause },
    );
  }
}

/**
 * Compiles a build on first use and instantiates it, synchronously, with a memory that threads share where there can be any.
 *
 * @param read All builds have the same exports.
 * @throws Error where WebAssembly is refused.
 */
export function wasmMachine(read: ReadBinary = source): Machine {
  /** For a memory of its own, and for a shared memory. */
  const builds: CompiledKernels[] = [];
  const compiled = (shared: boolean) => (builds[+shared] ??= compile(read, shared));
  return { ...compiledMachine(compiled(canHaveThreads())), compiled };
}

/**
 * Instantiates kernels that another thread has compiled.
 *
 * @param start Starts the threads of a team. Default: as Node and browsers do.
 */
export function compiledMachine({ module, shared }: CompiledKernels, start?: StartThread): Machine {
  const memory = new WebAssembly.Memory({ ...pages, shared });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as Exports;
  const views = viewsOn(memory.buffer);
  return {
    name: 'wasm',
    kernels: exports,
    base: exports.heapBase(),
    views,
    ...(shared && {
      async team(threads: number) {
        const { Team } = await import('./team.js');
        return new Team(module, memory, threads, start);
      },
    }),
    grow(bytes) {
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
      if (missing <= 0) return true;
      try {
        memory.grow(missing);
      } catch {
        return false;
      }
      Object.assign(views, viewsOn(memory.buffer));
      return true;
    },
  };
}

function viewsOn(buffer: ArrayBuffer): Views {
  return { f32: new Float32Array(buffer), u32: new Uint32Array(buffer), f64: new Float64Array(buffer) };
}
