import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadModel } from '../../src/index.js';
import { type Browser, chromium, firefox, inBrowsers, type Page } from './browsers.js';
import { serve } from './site.js';

// Where models come from and go to in a page.

inBrowsers([chromium, firefox], (launch, name) => {
  const folder = mkdtempSync(join(tmpdir(), 'markhor-'));
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serve>>;
  let page: Page;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch({ downloadsPath: folder }), serve({ plain: {} })]);
    page = await browser.newPage();
    await page.goto(`${site.address}/plain`);
    await page.evaluate(`(async () => {
    globalThis.markhor = await import('/dist/index.js');
    globalThis.storage = await import('/dist/storage/index.js');
    const { Dense, LSTM, Sequential } = markhor;
    globalThis.model = new Sequential([new LSTM(3, { inputShape: [4, 2] }), new Dense(1)]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    globalThis.x = { shape: [2, 4, 2], data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)) };
    await model.fit(x, [[1], [2]], { epochs: 2, verbose: 0 });
    globalThis.predict = (model) => [...model.predict(x).data];
    document.body.innerHTML = '<input type="file" multiple>';
  })()`);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
    site?.close();
  });

  const x = { shape: [2, 4, 2], data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)) };
  const expected = () => page.evaluate<number[]>('predict(model)');

  test(`IndexedDB: saved, listed, loaded, removed`, async () => {
    const seen = await page.evaluate<unknown>(`(async () => {
    await model.save('indexeddb://lstm');
    const [{ name, size }] = await storage.list();
    const same = await markhor.loadModel('indexeddb://lstm');
    await storage.remove('lstm');
    const gone = await markhor.loadModel('indexeddb://lstm').catch((error) => error.name);
    return { name, isLarge: size > 1000, prediction: predict(same), left: await storage.list(), gone };
  })()`);
    expect(seen).toEqual({
      name: 'lstm',
      isLarge: true,
      prediction: await expected(),
      left: [],
      gone: 'NotFoundError',
    });
  });

  test(`a download opens in Node, and as an upload in the page`, async () => {
    const path = join(folder, 'lstm.keras');
    const save = () => page.evaluate(`model.save('downloads://lstm.keras')`);
    if (name === 'firefox') {
      await save();
      await vi.waitUntil(() => existsSync(path) && statSync(path).size > 0, 10_000);
    } else {
      const [download] = await Promise.all([page.waitForEvent('download'), save()]);
      expect(download.suggestedFilename()).toBe('lstm.keras');
      await download.saveAs(path);
    }
    expect([...(await loadModel(path)).predict(x).data]).toEqual(await expected());
    await page.setInputFiles('input', { name: 'lstm.keras', mimeType: '', buffer: readFileSync(path) });
    const uploaded = await page.evaluate(`markhor.loadModel(document.querySelector('input').files).then(predict)`);
    expect(uploaded).toEqual(await expected());
  });

  test(`a URL, with progress`, async () => {
    const file = 'test/saving/data/sequential.keras';
    const seen = await page.evaluate<{ names: string[]; loaded: number; total: number }>(`(async () => {
    const progress = [];
    const other = await markhor.loadModel('/${file}', { onProgress: ({ loaded, total }) => progress.push({ loaded, total }) });
    return { names: other.layers.map(({ className }) => className), ...progress.at(-1) };
  })()`);
    expect(seen.names).toEqual((await loadModel(file)).layers.map(({ className }) => className));
    expect(seen.loaded).toBe(readFileSync(file).length);
  });
});
