import { execFileSync } from 'node:child_process';

const path = process.env.MARKHOR_PYTHON;

/** True where tests with Python run: MARKHOR_PYTHON names one, or MARKHOR_REQUIRE_PYTHON=1 insists on it. */
export const hasPython = path !== undefined || process.env.MARKHOR_REQUIRE_PYTHON === '1';

/** The same for the oldest release of Keras that reads files from here, in the Python of MARKHOR_PYTHON_OLDEST. */
export const hasOldest = process.env.MARKHOR_PYTHON_OLDEST !== undefined || process.env.MARKHOR_REQUIRE_PYTHON === '1';

/** The Python that an environment variable names. */
export function requirePython(variable: 'MARKHOR_PYTHON' | 'MARKHOR_PYTHON_OLDEST'): string {
  const named = process.env[variable];
  if (named === undefined) throw new Error(`${variable} must name a Python with Keras, JAX and h5py.`);
  return named;
}

/** What the script prints; `args` are its `sys.argv[1:]`. */
export function python(script: string, ...args: string[]): string {
  if (path === undefined) throw new Error('MARKHOR_PYTHON must name a Python with numpy, h5py and safetensors.');
  return execFileSync(path, ['-c', script, ...args], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 26 });
}
