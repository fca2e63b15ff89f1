import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dense, type Info, Input, LSTM, Sequential, setRandomSeed } from '../../src/index.js';
import type { InWorkerOptions } from '../../src/worker/index.js';
import { numbers } from '../models/helpers.js';
import { type Browser, chromium, firefox, inBrowsers } from './browsers.js';
import { serve } from './site.js';

// A page that trains in a worker, under several policies.

const scripts = "script-src 'self' 'wasm-unsafe-eval'";
const policies = {
  plain: {},
  blob: { 'content-security-policy': `default-src 'self'; ${scripts}; worker-src blob:` },
  strict: { 'content-security-policy': `default-src 'self'; ${scripts}; worker-src 'self'` },
  trusted: { 'content-security-policy': "require-trusted-types-for 'script'" },
  isolated: {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  },
};

inBrowsers([chromium, firefox], (launch, name) => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), serve(policies)]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  const script = { workerUrl: '/dist/worker/script.js' };
  const x = { shape: [64, 20, 8], data: Array.from(numbers([64, 20, 8], 1).data) };
  const y = Array.from(numbers([64, 1], 2).data);

  interface Result {
    history: Record<string, number[]>;
    seen: number[];
    kernel: number[];
    framesPerSecond: number;
    here: Info;
    there: Info;
    workers: { started: number; ended: number };
  }

  /** Trains in the worker of a page under a policy. */
  async function run(policy: keyof typeof policies, units: number, epochs: number, options: InWorkerOptions = {}) {
    const page = await browser.newPage();
    const printed: string[] = [];
    page.on('console', (message) => printed.push(message.text()));
    try {
      await page.goto(`${site.address}/${policy}`);
      const job = JSON.stringify({ units, epochs, options, x, y });
      return { ...(await page.evaluate<Result>(`train(${job})`)), printed };
    } finally {
      await page.close();
    }
  }

  /** The same training here, in Node. */
  async function expected(units: number, epochs: number) {
    setRandomSeed(5);
    const model = new Sequential([Input({ shape: [20, 8] }), new LSTM(units), new Dense(1)]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await model.fit(x, y, { epochs, verbose: 0 });
    return { history, seen: [...Array(epochs).keys()], kernel: Array.from(model.getWeights()[0].data) };
  }

  test.each([
    ['without a policy', 'plain', {}],
    ['under `worker-src blob:`', 'blob', {}],
    ["under `worker-src 'self'` with a workerUrl", 'strict', script],
  ] as const)(
    `a page trains in a worker %s, with the bits of Node, and its frames go on`,
    async (_, policy, options) => {
      const result = await run(policy, 64, 40, options);
      expect(result).toMatchObject(await expected(64, 40));
      expect(result.printed.filter((line) => line.startsWith('2/2 - '))).toHaveLength(40);
      expect(result.there).toMatchObject({
        machine: 'wasm',
        threads: 1,
        threadsNote: 'the page is not cross-origin isolated',
      });
      expect(result.framesPerSecond).toBeGreaterThan(20);
    },
  );

  test(`a page that requires Trusted Types gives the address as one`, async () => {
    const page = await browser.newPage();
    try {
      await page.goto(`${site.address}/trusted`);
      const job = JSON.stringify({ units: 2, epochs: 1, x, y, trusted: '/dist/worker/script.js' });
      const { kernel } = await page.evaluate<Result>(`train(${job})`);
      expect(kernel).toEqual((await expected(2, 1)).kernel);
    } finally {
      await page.close();
    }
  });

  test(`where workers of a Blob are forbidden, the error names the cure`, async () => {
    await expect(run('strict', 2, 1)).rejects.toThrow(/add `blob:` to its worker-src.*`workerUrl`/);
    const elsewhere = run('plain', 2, 1, { workerUrl: 'https://example.com/script.js' });
    await expect(elsewhere).rejects.toThrow(/could not be started: .*on the page's own origin\?/);
    await expect(run('plain', 2, 1, { workerUrl: '/none.js' })).rejects.toThrow(
      /Is http:\S+\/none\.js the address of markhor\/worker\/script\.js/,
    );
  });

  test(`in an isolated page the worker has threads, with the same bits`, async () => {
    const result = await run('isolated', 128, 20, { threads: 2 });
    expect(result).toMatchObject(await expected(128, 20));
    expect(result.there.threads).toBe(2);
    // All by the page: Firefox may hang where a worker starts another.
    expect(result.workers).toEqual({ started: 2, ended: 2 });
    expect(result.here.threadsNote).toMatch(/^a page may not wait for threads/);
  });

  test(`threads find a relative workerUrl where the page has changed its address meanwhile`, async () => {
    const result = await run('isolated', 128, 20, { threads: 2, workerUrl: 'dist/worker/script.js' });
    expect(result).toMatchObject(await expected(128, 20));
    expect(result.workers.started).toBe(2);
    expect(site.missing.filter((url) => url.endsWith('script.js'))).toEqual([]);
  });

  test(`a worker of the page's own trains with threads, but in Firefox alone`, async () => {
    const page = await browser.newPage();
    try {
      await page.goto(`${site.address}/isolated`);
      const job = JSON.stringify({ units: 128, epochs: 20, x, y });
      const { kernel, there, started } = await page.evaluate<Result & { started: number }>(`trainInOwn(${job})`);
      expect(kernel).toEqual((await expected(128, 20)).kernel);
      const [threads, note] = name === 'firefox' ? [1, expect.stringMatching(/^in Firefox a worker may hang/)] : [2];
      expect([there.threads, there.threadsNote, started]).toEqual([threads, note, threads - 1]);
    } finally {
      await page.close();
    }
  });
});
