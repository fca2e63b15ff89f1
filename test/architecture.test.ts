import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

// A file imports only from rooms that stand to the left of its own, or from its own room. Files in a room are listed by
// its folder; single files in src/ stand for themselves.
const ranks = [
  ['shape', 'errors', 'reason', 'naming', 'format', 'realm', 'ambient'],
  ['options', 'random-seed', 'tensor'],
  ['registry', 'formats', 'storage'],
  ['kernels'],
  ['graph'],
  ['ops'],
  ['activations', 'constraints', 'initializers', 'regularizers', 'losses'],
  ['metrics', 'optimizers', 'callbacks'],
  ['layers'],
  ['saving'],
  ['models', 'datasets', 'utils'],
  ['types'],
  ['index', 'modes', 'reference', 'worker'],
  ['slim'],
];
const rankOf = new Map(ranks.flatMap((rooms, rank) => rooms.map((room) => [room, rank] as const)));

const roomOf = (path: string) =>
  relative('src', path)
    .split('/')[0]
    .replace(/\.(ts|js)$/, '');

/** What is imported at once, and what later. */
const importing = /^(?:import|export)[^;]*? from '(\.[^']*)';|\bimport\('(\.[^']*)'\)/gm;

test('imports go only leftwards, and rooms of equal rank do not know each other', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const wrong: string[] = [];
  for (const file of files.map((name) => join('src', name))) {
    for (const [line, target, later] of readFileSync(file, 'utf8').matchAll(importing)) {
      const [from, to] = [roomOf(file), roomOf(normalize(join(dirname(file), target ?? later)))];
      const known = rankOf.has(from) && rankOf.has(to);
      if (!known || (from !== to && rankOf.get(to)! >= rankOf.get(from)!))
        wrong.push(`${file}: ${line.replace(/\s+/g, ' ')}`);
    }
  }
  expect(files.length).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
});

test('only src/kernels says WebAssembly, and only the arena and the kernels make views', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  // What is generated holds everything once more, for a worker.
  const outside = files.filter((name) => !name.startsWith('kernels/') && name !== 'worker/source.ts');
  const saying = outside.filter((name) => /\bWebAssembly\./.test(readFileSync(join('src', name), 'utf8')));
  const viewing = outside.filter((name) => /new \w+Array\([^)]*\.buffer/.test(readFileSync(join('src', name), 'utf8')));
  expect({ saying, viewing }).toEqual({ saying: [], viewing: [] });
});

test('layers, losses, metrics and models know no kernel by name, and no derivative', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(layers|losses|metrics|activations|regularizers|models)\/.*\.ts$/.test(name),
  );
  const naming = files.filter((name) => /graph\.call\(|kernels\.\w+\(/.test(readFileSync(join('src', name), 'utf8')));
  const deriving = files.filter((name) =>
    /onBackward\(|ops\/(compute|elementwise)\.js'/.test(readFileSync(join('src', name), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(deriving).toEqual([]);
  // Shuffling is not part of any graph.
  expect(naming).toEqual(['models/batches.ts']);
});

test('no file is long', () => {
  const files = ['src', 'assembly', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const code = files.filter(
    (name) => /\.(ts|js)$/.test(name) && !/binary\.ts$|worker\/source\.ts$|node_modules/.test(name),
  );
  expect(code.length).toBeGreaterThan(200);
  expect(code.filter((name) => readFileSync(name, 'utf8').split('\n').length > 401)).toEqual([]);
});
