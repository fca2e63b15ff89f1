import { instantiateSync } from '@assemblyscript/loader';
import { binary, type Exports } from './binary.js';
import type { Machine, Views } from './kernels.js';

const pageBytes = 65536;

let module: WebAssembly.Module | undefined;

/** Decodes base64 with a plain loop: `Uint8Array.from(atob(s), …)` takes a hundred times as long. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Compiles the inlined module on first use and instantiates it, synchronously. Throws where WebAssembly is refused. */
export function wasmMachine(): Machine {
  module ??= new WebAssembly.Module(decode(binary));
  // The instance's own exports: those that the loader adds on top go through a wrapper with a rest parameter.
  const exports = instantiateSync(module, {}).instance.exports as unknown as Exports & { memory: WebAssembly.Memory };
  const memory = exports.memory;
  const views = viewsOn(memory.buffer);
  return {
    name: 'wasm',
    kernels: exports,
    base: exports.heapBase(),
    views,
    grow(bytes) {
      const pages = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
      if (pages <= 0) return true;
      try {
        memory.grow(pages);
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
