// Keras and PyTorch: a Python process each, that works while the others wait. They measure their own time.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const venv = here('.venv/bin/python');
const python = process.env.PYTHON ?? (existsSync(venv) ? venv : 'python3');

/** @param which `keras` or `torch`. @throws Error when Python or the library is not there. */
export async function native(which, title) {
  const child = spawn(python, [here('native.py'), which], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  child.stdin.on('error', () => {});
  const ended = new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    const reason = await ended;
    throw new Error(complaint.trim().split('\n').at(-1) || String(reason));
  };
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, error } = await next();
    if (error) throw new Error(error);
    return value;
  };
  const { version } = await next();
  const folder = mkdtempSync(join(tmpdir(), 'markhor-bench-'));
  let files = 0;
  const write = ({ shape, data }) => {
    const file = join(folder, String(files++));
    writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return { shape, file };
  };

  return {
    name: which,
    title,
    version,
    async open(model, [x, y], weights) {
      await ask({ command: 'open', model, x: write(x), y: write(y), weights: weights.map(write) });
      return {
        fit: (rows, epochs) => ask({ command: 'fit', rows, epochs }),
        predict: (rows, repetitions) => ask({ command: 'predict', rows, repetitions }),
        predictions: (rows) => ask({ command: 'predictions', rows }),
        close() {},
      };
    },
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
