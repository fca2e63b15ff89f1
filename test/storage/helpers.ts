import { vi } from 'vitest';

export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const named = (name: string, text: string) => ({ name, bytes: bytesOf(text) });

/** From now until `vi.restoreAllMocks`, there is no file system, as in a browser. */
export function hideFiles(): void {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
}
