import type { Exports } from './binary.js';
import type { Team } from './team.js';
import type { WasmModule } from './webassembly.js';

/**
 * The kernel set. The AssemblyScript signatures are the only declaration; this type follows them. Every parameter is an
 * address in bytes, a count or a scalar, in the order: outputs, inputs, sizes, scalars, flags.
 */
export type Kernels = Omit<Exports, 'heapBase'>;

export type KernelName = keyof Kernels;

/** The memory that a machine's kernels work in. Replaced as a whole when it grows. */
export interface Views {
  /** Element i is at address 4·i. */
  f32: Float32Array | Float64Array;
  u32: Uint32Array;
  /** Element i is at address 8·i. */
  f64: Float64Array;
}

/** Kernels as they are sent to another thread. */
export interface CompiledKernels {
  module: WasmModule;
  /** Whether the module is for a memory that threads share. */
  shared: boolean;
}

/** Something that runs kernels: the WebAssembly module, or the plain JavaScript reference. */
export interface Machine {
  readonly name: 'wasm' | 'reference' | 'reference64';
  readonly kernels: Kernels;
  /** First free address. */
  readonly base: number;
  readonly views: Views;
  /** So many threads that run kernels on the same memory, where there can be any. What they need is loaded then. */
  team?(threads: number): Promise<Team>;
  /** The kernels for another thread, whose memory is shared by threads of its own or not. WebAssembly only. */
  compiled?(shared: boolean): CompiledKernels;
  /** Makes the memory at least `bytes` large and renews `views`; false where the memory cannot be had. */
  grow(bytes: number): boolean;
}
