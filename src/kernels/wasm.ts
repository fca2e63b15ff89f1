import { instantiateSync } from '@assemblyscript/loader';
import { binary as strict, type Exports } from './binary.js';
import type { CompiledKernels, Machine, Views } from './kernels.js';
import { Team } from './team.js';

const pageBytes = 65536;
/** As in asconfig.json. */
const pages = { initial: 16, maximum: 65536 };

/** Decodes base64 with a plain loop: `Uint8Array.from(atob(s), …)` takes a hundred times as long. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The end of the import of the memory: its name, its kind, and the flags `shared` and `has a maximum`. */
const memoryImport = [...'memory'].map((letter) => letter.charCodeAt(0)).concat(2, 3);

/** The module is compiled for a shared memory. No kernel uses atomics, so one bit makes it one for a memory of its own. */
function unshare(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, i) => memoryImport.every((byte, j) => bytes[i + j] === byte));
  if (at < 0) throw new Error('The module does not import a shared memory.');
  bytes[at + memoryImport.length - 1] = 1;
  return bytes;
}

/** By binary: the module for a memory of its own, and the one for a shared memory. */
const modules = new Map<string, WebAssembly.Module[]>();

function compile(binary: string, shared: boolean): WebAssembly.Module {
  const known = modules.get(binary) ?? [];
  modules.set(binary, known);
  if (known[+shared]) return known[+shared];
  const bytes = decode(binary);
  return (known[+shared] = new WebAssembly.Module(shared ? bytes : unshare(bytes)));
}

/**
 * Compiles an inlined module on first use and instantiates it, synchronously. Throws where WebAssembly is refused.
 *
 * @param binary The kernels, all builds of which have the same exports, in base64.
 */
export function wasmMachine(shared = Team.isPossible, binary = strict): Machine {
  const compiled = (shared: boolean): CompiledKernels => ({ module: compile(binary, shared), shared });
  return { ...compiledMachine(compiled(shared)), compiled };
}

/** Instantiates kernels that another thread has compiled. */
export function compiledMachine({ module, shared }: CompiledKernels): Machine {
  const memory = new WebAssembly.Memory({ ...pages, shared });
  // The instance's own exports: those that the loader adds on top go through a wrapper with a rest parameter.
  const { instance } = instantiateSync(module, { env: { memory } });
  const exports = instance.exports as unknown as Exports;
  const views = viewsOn(memory.buffer);
  return {
    name: 'wasm',
    kernels: exports,
    base: exports.heapBase(),
    views,
    team: shared ? new Team(module, memory) : undefined,
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
