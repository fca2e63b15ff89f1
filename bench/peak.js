// The register-only loop that says what one core can do.
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

export async function compilePeak() {
  const files = ['bench/assembly/peak.ts', '-o', 'build/peak.wasm'];
  const { error, stderr } = await asc.main([...files, '--config', 'bench/assembly/asconfig.json']);
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return new WebAssembly.Module(readFileSync('build/peak.wasm'));
}
