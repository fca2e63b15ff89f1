import { existsSync, readFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';

/** Where and with what it was measured. */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    ...processor(),
    logicalCores: cpus().length,
    system: `${platform()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    date: new Date().toISOString(),
  };
}

/** Virtual machines hide the name of the processor, not what it is: families and models are the maker's numbers. */
function processor() {
  if (!existsSync('/proc/cpuinfo')) return {};
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const [family, model] = ['cpu family', 'model'].map(
    (name) => text.match(new RegExp(`^${name}\\s*: (\\d+)$`, 'm'))?.[1],
  );
  return family ? { family: Number(family), model: Number(model) } : {};
}

export function describe({ cpu, logicalCores, node, v8, system }) {
  return `${cpu}, ${logicalCores} logical cores, ${system}, Node ${node} (V8 ${v8}), every library on 1 thread`;
}
