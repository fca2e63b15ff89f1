import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Chromium, driven by playwright-core from the folder that MARKHOR_PEERS names: `npm install --prefix <folder> playwright-core`.

interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  on(event: 'console', listener: (message: { text(): string }) => void): void;
  on(event: 'worker', listener: () => void): void;
  close(): Promise<void>;
}

interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> };
}

const path = process.env.MARKHOR_CHROMIUM ?? '/usr/bin/chromium';

function playwright(): Playwright | undefined {
  const prefix = process.env.MARKHOR_PEERS;
  if (!prefix || !existsSync(join(prefix, 'node_modules/playwright-core'))) return undefined;
  return createRequire(join(prefix, 'package.json'))('playwright-core') as Playwright;
}

const missing = [
  ...(existsSync(path) ? [] : [`no Chromium at ${path}, see MARKHOR_CHROMIUM`]),
  ...(playwright() ? [] : ['MARKHOR_PEERS names no folder with playwright-core']),
].join('; ');

/** Whether what needs a browser is left out; MARKHOR_REQUIRE_BROWSERS=1 insists on it. */
export const skipped = missing !== '' && process.env.MARKHOR_REQUIRE_BROWSERS !== '1';

/** The reason, for titles. */
export const whySkipped = skipped ? ` (skipped: ${missing})` : '';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export async function launch(): Promise<Browser> {
  if (missing) throw new Error(missing);
  return playwright()!.chromium.launch({ executablePath: path, args });
}
