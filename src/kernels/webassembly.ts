// TypeScript has these types in the DOM's library only, and programs for Node are compiled without it.
declare global {
  namespace WebAssembly {
    interface Module {}
    interface Memory {}
  }
}

export type WasmModule = WebAssembly.Module;
export type WasmMemory = WebAssembly.Memory;
