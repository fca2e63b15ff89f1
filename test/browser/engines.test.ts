import { afterAll, beforeAll, expect, test } from 'vitest';
import { lesson } from '../../consumers/lesson.js';
import * as markhor from '../../src/index.js';
import { type Browser, chromium, firefox, inBrowsers, webkit } from './browsers.js';
import { serve } from './site.js';

// V8, SpiderMonkey and JavaScriptCore: one seed gives the weights of Node.

inBrowsers([chromium, firefox, webkit], (launch) => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), serve({ plain: {} })]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  test('three lessons end with the same bits', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.address}/plain`);
    // WebKit says that the page is loaded before its module has run.
    const program = `import('/test/browser/train.js').then(() => lesson())`;
    expect(await page.evaluate(program)).toBe(await lesson(markhor));
  });
});
