import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { open, type Progress } from '../../src/storage/index.js';
import { bytesOf, hideFiles, textOf } from './helpers.js';

let server: Server;
let url: string;
let answers: Record<string, RequestListener>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers[decodeURI(request.url!)] ?? ((_, response) => response.writeHead(404).end('none'));
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  answers = {};
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Answers with these parts, one after another. */
const send =
  (parts: Uint8Array[], headers: Record<string, string | number> = {}): RequestListener =>
  async (_, response) => {
    response.writeHead(200, headers);
    for (const part of parts) {
      response.write(part);
      await new Promise((done) => setTimeout(done, 20));
    }
    response.end();
  };
const parts = [bytesOf('one '), bytesOf('two')];

test('progress', async () => {
  answers['/m'] = send(parts, { 'content-length': 7 });
  answers['/unknown'] = send(parts);
  answers['/gzip'] = send([gzipSync('one two')], { 'content-encoding': 'gzip', 'content-length': 27 });
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress);
  for (const path of ['/m', '/unknown', '/gzip']) {
    const { name, bytes } = await open(url + path, { onProgress });
    expect([name, textOf(bytes)]).toEqual([url + path, 'one two']);
  }
  expect(seen).toEqual([
    { name: `${url}/m`, loaded: 4, total: 7 },
    { name: `${url}/m`, loaded: 7, total: 7 },
    { name: `${url}/unknown`, loaded: 4, total: undefined },
    { name: `${url}/unknown`, loaded: 7, total: undefined },
    { name: `${url}/gzip`, loaded: 7, total: undefined },
  ]);
});

test('siblings lie beside the file, without its query', async () => {
  answers['/a/model.json?key=1'] = send([bytesOf('{}')]);
  answers['/a/parts/group 1%23.bin'] = (request, response) => response.end(request.headers['x-key']);
  const { sibling } = await open(new URL(`${url}/a/model.json?key=1`), {
    requestInit: { headers: { 'x-key': 'secret' } },
  });
  expect(textOf(await sibling('parts/group 1#.bin'))).toBe('secret');
  await expect(sibling('b.bin')).rejects.toThrow(`${url}/a/b.bin answered 404 Not Found`);
  await expect(sibling('//example.com/b.bin')).rejects.toThrow(RangeError);
});

test.each([
  [404, 'NotFoundError', 'answered 404 Not Found: there is no such file. Check the address.'],
  [410, 'NotFoundError', 'answered 410 Gone: there is no such file.'],
  [403, 'Error', 'answered 403 Forbidden. Does it need credentials in `requestInit`?'],
  [500, 'Error', 'answered 500 Internal Server Error.'],
])('status %i', async (status, name, message) => {
  answers['/m'] = (_, response) => response.writeHead(status).end();
  await expect(open(`${url}/m`)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

test('a web page instead of a file', async () => {
  answers['/m'] = send([bytesOf('\n<!doctype html>')], { 'content-type': 'text/html; charset=utf-8' });
  answers['/called-so'] = send([bytesOf('PK')], { 'content-type': 'text/html' });
  await expect(open(`${url}/m`)).rejects.toThrow(`${url}/m answered with a web page (text/html)`);
  expect(textOf((await open(`${url}/called-so`)).bytes)).toBe('PK');
});

test('a download that breaks off', async () => {
  answers['/m'] = (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('x'.repeat(40));
    setTimeout(() => response.destroy(), 50);
  };
  await expect(open(`${url}/m`)).rejects.toThrow(/\/m broke off after 40 of 100 bytes \(.+\)\. Try again\./);
});

/** What `fetch` answers from now on, seen as from the same site or, for cors, from another. */
function stubFetch(text: string, headers: Record<string, string>, type = 'basic') {
  const respond = async () => Object.defineProperty(new Response(text, { headers }), 'type', { value: type });
  const fetch = vi.fn(respond);
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

test('another length than announced', async () => {
  stubFetch('content', { 'content-length': '9' });
  await expect(open('http://x/m')).rejects.toThrow('broke off after 7 of 9 bytes (the server had announced another');
  for (const length of [9, 3]) {
    stubFetch('content', { 'content-length': String(length) }, 'cors');
    const onProgress = vi.fn();
    expect(textOf((await open('http://x/m', { onProgress })).bytes)).toBe('content');
    expect(onProgress.mock.calls).toEqual([[{ name: 'http://x/m', loaded: 7, total: length === 9 ? 9 : undefined }]]);
  }
});

test('a server that is not there', async () => {
  const gone = createServer();
  await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
  const { port } = gone.address() as AddressInfo;
  await new Promise((done) => gone.close(done));
  await expect(open(`http://127.0.0.1:${port}/m`)).rejects.toThrow(/could not be fetched \(.*ECONNREFUSED.*\)/);
});

describe.each(['signal', 'requestInit'])('aborted by %s', (way) => {
  test.each(['before', 'while it waits', 'while it loads'])('%s', async (moment) => {
    answers['/before'] = answers['/while it waits'] = () => {};
    answers['/while it loads'] = (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('x');
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('enough');
    const abort = () => controller.abort(reason);
    if (moment === 'before') abort();
    if (moment === 'while it waits') setTimeout(abort, 50);
    const options = way === 'signal' ? { signal } : { requestInit: { signal } };
    await expect(open(`${url}/${moment}`, { ...options, onProgress: abort })).rejects.toBe(reason);
  });
});

test('in a page, addresses are relative to it', async () => {
  hideFiles();
  vi.stubGlobal('document', { baseURI: 'http://page/app/index.html' });
  const fetch = stubFetch('content', {});
  const { name, bytes, sibling } = await open('models/model.json?v=2#x');
  await sibling('a.bin');
  expect([name, textOf(bytes)]).toEqual(['models/model.json?v=2#x', 'content']);
  expect(fetch.mock.calls.map(([address]: unknown[]) => address)).toEqual([
    'models/model.json?v=2#x',
    'http://page/app/models/a.bin',
  ]);
});

test('data and blob URLs have no siblings', async () => {
  const object = URL.createObjectURL(new Blob(['content']));
  for (const address of ['data:,content', object]) {
    const { bytes, sibling } = await open(address);
    expect(textOf(bytes)).toBe('content');
    await expect(sibling('a.bin')).rejects.toThrow('There is nothing beside');
  }
  URL.revokeObjectURL(object);
  expect((await open(`data:,${'x'.repeat(1000)}`)).name).toHaveLength(31);
});
