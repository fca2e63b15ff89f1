import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const kinds: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** A page that imports the built package, under headers that its address names. */
const page = `<!doctype html><body></body><script type="module" src="/test/browser/train.js"></script>`;

/** Serves the package's folder. Answers the address, what was asked for in vain, and what ends it. */
export async function serve(policies: Readonly<Record<string, Record<string, string>>>) {
  const missing: string[] = [];
  const server = createServer(async (request, response) => {
    const [, first, ...rest] = request.url!.split('/');
    try {
      if (first in policies) {
        response.writeHead(200, { 'content-type': kinds.html, ...policies[first] }).end(page);
        return;
      }
      const path = [first, ...rest].join('/');
      const body = await readFile(path);
      const kind = kinds[path.split('.').at(-1)!] ?? 'application/octet-stream';
      // A worker's own policy is that of its script; an isolated page wants one of its parts.
      const isolation = { 'cross-origin-embedder-policy': 'require-corp' };
      response.writeHead(200, { 'content-type': kind, ...isolation }).end(body);
    } catch {
      missing.push(request.url!);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, missing, close: () => server.close() };
}
