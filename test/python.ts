import { execFileSync } from 'node:child_process';

const path = process.env.MARKHOR_PYTHON;

/** True where tests with Python run: MARKHOR_PYTHON names one, or MARKHOR_REQUIRE_PYTHON=1 insists on it. */
export const hasPython = path !== undefined || process.env.MARKHOR_REQUIRE_PYTHON === '1';

/** What the script prints; `args` are its `sys.argv[1:]`. */
export function python(script: string, ...args: string[]): string {
  if (path === undefined) throw new Error('MARKHOR_PYTHON must name a Python with numpy and safetensors.');
  return execFileSync(path, ['-c', script, ...args], { encoding: 'utf8', stdio: 'pipe' });
}
