import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MnistOptions, mnist, parseCsv, parseIdx } from '../../src/datasets/index.js';

/** The bytes of an IDX file. */
function idx(kind: number, shape: number[], data: readonly number[]): Uint8Array {
  const lengths = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, kind, shape.length, ...lengths, ...data]);
}

const images = (count: number, size = 28) =>
  idx(
    8,
    [count, size, size],
    Array.from({ length: count * size * size }, (_, i) => i % 251),
  );
const labels = (...values: number[]) => idx(8, [values.length], values);

const good: Record<string, Uint8Array> = {
  'train-images-idx3-ubyte.gz': gzipSync(images(3)),
  'train-labels-idx1-ubyte.gz': gzipSync(labels(5, 0, 9)),
  't10k-images-idx3-ubyte.gz': gzipSync(images(2)),
  't10k-labels-idx1-ubyte.gz': gzipSync(labels(7, 2)),
};

let root: string;
let count = 0;
/** A new folder with the files of `good`, but for those that are replaced or, with null, left out. */
async function folder(changes: Record<string, Uint8Array | null> = {}): Promise<string> {
  const path = join(root, String(count++));
  await mkdir(path);
  for (const [name, bytes] of Object.entries({ ...good, ...changes })) {
    if (bytes) await writeFile(join(path, name), bytes);
  }
  return path;
}

let server: Server;
let url: string;
const requests: string[] = [];
const served: Record<string, Uint8Array | number> = {};

async function listen(handler?: RequestListener): Promise<Server> {
  const listening = createServer(handler);
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return listening;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'markhor-'));
  server = await listen((request, response) => {
    const name = request.url!.slice(1);
    requests.push(name);
    const answer = served[name] ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(answer);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(root, { recursive: true });
});

describe('mnist.load', () => {
  test('from a folder', async () => {
    const [[xTrain, yTrain], [xTest, yTest]] = await mnist.load({ from: await folder() });
    expect([xTrain.shape, yTrain.shape, xTest.shape, yTest.shape]).toEqual([[3, 28, 28], [3], [2, 28, 28], [2]]);
    expect([...yTrain.data, ...yTest.data]).toEqual([5, 0, 9, 7, 2]);
    expect(xTrain.data).toEqual(images(3).slice(16));
  });

  test('from unpacked files, by a file URL', async () => {
    const changes = { 'train-labels-idx1-ubyte.gz': null, 'train-labels-idx1-ubyte': labels(1, 2, 3) };
    const [[, yTrain]] = await mnist.load({ from: pathToFileURL(await folder(changes)) });
    expect([...yTrain.data]).toEqual([1, 2, 3]);
  });

  test('from a URL, once; a failure is tried again', async () => {
    await expect(mnist.load({ from: `${url}/` })).rejects.toThrow(
      `mnist.load: there is no train-images-idx3-ubyte.gz nor train-images-idx3-ubyte in ${url}.`,
    );
    Object.assign(served, good);
    const [first, second] = await Promise.all([mnist.load({ from: `${url}/` }), mnist.load({ from: `${url}/` })]);
    expect(first).toBe(second);
    const before = requests.length;
    expect(await mnist.load({ from: `${url}/` })).toBe(first);
    expect(requests.length).toBe(before);
    expect([...first[1][1].data]).toEqual([7, 2]);
  });

  test('a server that unpacks, refuses, or is not there', async () => {
    Object.assign(served, good, { 'train-labels-idx1-ubyte.gz': labels(1, 2, 3) });
    expect([...(await mnist.load({ from: url }))[0][1].data]).toEqual([1, 2, 3]);
    Object.assign(served, { 'train-labels-idx1-ubyte.gz': 403 });
    const gone = await listen();
    await expect(mnist.load({ from: `${url}//` })).rejects.toThrow(
      'train-labels-idx1-ubyte.gz answered 403 Forbidden.',
    );
    const { port } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    await expect(mnist.load({ from: `http://127.0.0.1:${port}` })).rejects.toThrow('ECONNREFUSED');
    await expect(mnist.load({ from: `http://127.0.0.1:${port}/` })).rejects.toThrow('Is this machine offline');
  });

  const cut = gzipSync(images(3)).subarray(0, 60);
  test.each<[string, Record<string, Uint8Array | null>, string]>([
    [
      'a missing file',
      { 't10k-images-idx3-ubyte.gz': null },
      'there is no t10k-images-idx3-ubyte.gz nor t10k-images-idx3-ubyte in',
    ],
    [
      'too short',
      { 'train-images-idx3-ubyte.gz': images(3).slice(0, -5) },
      'train-images-idx3-ubyte says it holds 3 × 28 × 28 values, that is a file of 2368 bytes, but it has 2363.',
    ],
    [
      'too long',
      { 'train-labels-idx1-ubyte.gz': Uint8Array.of(...labels(1, 2, 3), 4) },
      'a file of 11 bytes, but it has 12.',
    ],
    [
      'swapped files',
      { 'train-labels-idx1-ubyte.gz': images(3) },
      'train-labels-idx1-ubyte must hold bytes along 1 axes. It begins with the magic number 2051, not 2049.',
    ],
    [
      'other counts',
      { 'train-labels-idx1-ubyte.gz': labels(1, 2) },
      'train-images holds 3 images, but train-labels 2 labels.',
    ],
    ['other sizes', { 'train-images-idx3-ubyte.gz': images(3, 14) }, 'must hold images of 28 × 28. Received: 14 × 14.'],
    [
      'labels above 9',
      { 'train-labels-idx1-ubyte.gz': labels(1, 10, 2) },
      'must hold digits from 0 to 9. Received: 10 at 1.',
    ],
    [
      'a web page',
      { 'train-images-idx3-ubyte.gz': new TextEncoder().encode('<!doctype html>') },
      "It begins with '<!doctype html>', which is a web page.",
    ],
    ['nothing', { 'train-images-idx3-ubyte.gz': new Uint8Array(0) }, 'It begins with nothing: it is empty.'],
    ['a damaged file', { 'train-images-idx3-ubyte.gz': cut }, 'train-images-idx3-ubyte.gz is a damaged gzip file'],
  ])('%s', async (_, changes, message) => {
    await expect(mnist.load({ from: await folder(changes) })).rejects.toThrow(message);
  });

  test.each([undefined, {}, { from: '' }, { from: 3 }])('%j is refused', async (options) => {
    await expect(mnist.load(options as MnistOptions)).rejects.toThrow('`from` must be the URL or the folder');
  });
});

describe('parseIdx', () => {
  test.each([
    [0x08, [255], 'Uint8Array', [255]],
    [0x09, [255], 'Int8Array', [-1]],
    [0x0b, [255, 254], 'Int16Array', [-2]],
    [0x0c, [0, 0, 1, 2], 'Int32Array', [258]],
    [0x0d, [0x3f, 0xc0, 0, 0], 'Float32Array', [1.5]],
    [0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 'Float64Array', [1.5]],
  ])('kind %i', (kind, bytes, name, values) => {
    const { shape, data } = parseIdx(idx(kind, [1, 1], bytes), 'x');
    expect([shape, data.constructor.name, [...data]]).toEqual([[1, 1], name, values]);
  });

  test('not IDX', () => {
    expect(() => parseIdx(Uint8Array.of(1, 2, 3, 4), 'x')).toThrow(
      'x is not an IDX file: it must begin with 00 00 and a kind. It begins with 01 02 03 04.',
    );
    expect(() => parseIdx(Uint8Array.of(0, 0, 8, 3, 0), 'x')).toThrow('3 axes need 16 bytes, but it has 5.');
  });
});

describe('parseCsv', () => {
  test('columns', () => {
    const table = parseCsv('\uFEFFday,"the, price",note\r\n1,2.5,"say ""hi"""\r\n2,-1e3,\r\n');
    expect([table.columns, table.length]).toEqual([['day', 'the, price', 'note'], 2]);
    expect([...table.numbers('the, price')]).toEqual([2.5, -1000]);
    expect(table.text('note')).toEqual(['say "hi"', '']);
    expect(parseCsv('a,b\n1,').text('b')).toEqual(['']);
    expect(parseCsv('a\n1\n\n2').length).toBe(2);
    expect(parseCsv('').columns).toEqual([]);
  });

  test('other delimiters and decimals', () => {
    const other = parseCsv('Tag;Kurs;"a;b"\n1;2,5;x\n2;-1e3;1.5', { delimiter: ';', decimal: ',' });
    expect(other.columns).toEqual(['Tag', 'Kurs', 'a;b']);
    expect(Array.from(other.numbers('Kurs'))).toEqual([2.5, -1000]);
    expect(() => other.numbers('a;b')).toThrow(/must hold numbers. Received: 'x' in row 1/);
    expect(() => parseCsv('a\n1.5', { decimal: ',' }).numbers('a')).toThrow(/Received: '1.5' in row 1/);
    expect(parseCsv('a\tb\n1\t2', { delimiter: '\t' }).text('b')).toEqual(['2']);
    expect(parseCsv('a|b\n1|2', { delimiter: '|' }).text('b')).toEqual(['2']);
    expect(() => parseCsv('', { delimiter: null as never })).toThrow(/`delimiter` must be one character.*null/);
    expect(() => parseCsv('', { delimiter: ', ' })).toThrow(/`delimiter` must be one character/);
    expect(() => parseCsv('', { decimal: ';' as never })).toThrow(/`decimal` must be/);
    expect(() => parseCsv('', { sep: ';' } as never)).toThrow(/Unrecognized option passed to parseCsv: `sep`/);
  });

  test('errors', () => {
    const table = parseCsv('day,price\n1,x\n');
    expect(() => table.numbers('price')).toThrow("Column 'price' must hold numbers. Received: 'x' in row 1.");
    expect(() => table.text('Price')).toThrow("The table has no column 'Price'. Did you mean `price`?");
    expect(() => parseCsv('a,b\n1')).toThrow('Row 1 of the table has 1 values, but there are 2 columns.');
    expect(() => parseCsv('a\n"b')).toThrow(/quote that does not end, .* in row 1:/);
    expect(() => parseCsv('a\n"b', { header: false })).toThrow(/in row 2:/);
  });
});

test('a table must be text', () => {
  expect(() => parseCsv(new Uint8Array(3) as never)).toThrow(/^parseCsv takes text.*'utf8'.*<Uint8Array>/);
});

test('a quoted value, or a quote that does not end, of many millions of characters', () => {
  const text = 'x'.repeat(2 ** 24);
  expect(parseCsv(`a,b\n"${text}""",1\n`).text('a')).toEqual([`${text}"`]);
  expect(() => parseCsv(`a,b\n"${text},1\n`)).toThrow('The table has a quote that does not end');
});

test('parseCsv reads tables without names, rows of columns, and leaves out what is missing', () => {
  const iris = parseCsv('5.1,3.5,setosa\n4.9,3.0,setosa\n', { header: false });
  expect(iris).toMatchObject({ columns: ['0', '1', '2'], length: 2 });
  expect(iris.rows(['1', '0'])).toEqual([
    [3.5, 5.1],
    [3, 4.9],
  ]);
  expect(() => iris.rows()).toThrow("Column '2' must hold numbers. Received: 'setosa' in row 1.");
  expect(parseCsv('', { header: false }).rows()).toEqual([]);
  expect(parseCsv('a,a\n1,2').rows()).toEqual([[1, 2]]);
  expect(iris.rows([1] as never)).toEqual([[3.5], [3]]);
  expect(() => iris.rows('1' as never)).toThrow("rows takes an array of columns. Received: '1'");
  const prices = 'day,close\n1,2\n2,null\n3,\n4, NaN\n5,x';
  expect(() => parseCsv(prices).numbers('close')).toThrow(
    "'null' in row 2. Rows with missing values are left out with { drop",
  );
  const table = parseCsv(prices, { dropMissing: true });
  expect(table.text('day')).toEqual(['1', '5']);
  expect(table.numbers('day').map((day) => [day])).toEqual([[1], [5]]);
  expect(() => table.rows()).toThrow(/'x' in row 5\.$/);
});
