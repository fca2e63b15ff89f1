import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Chromium, driven by playwright-core from the folder that MARKHOR_PEERS names: `npm install --prefix <folder> playwright-core axe-core`.

export interface Page {
  goto(url: string, options?: { waitUntil: 'networkidle' }): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  waitForFunction(expression: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  focus(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  setInputFiles(selector: string, file: { name: string; mimeType: string; buffer: Uint8Array }): Promise<void>;
  textContent(selector: string): Promise<string>;
  addScriptTag(script: { path: string }): Promise<unknown>;
  keyboard: { press(key: string): Promise<void> };
  mouse: {
    move(x: number, y: number, options?: { steps: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
  };
  context(): { setOffline(offline: boolean): Promise<void> };
  waitForEvent(event: 'download'): Promise<Download>;
  on(event: 'console', listener: (message: { text(): string; type(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  on(event: 'worker', listener: () => void): void;
  close(): Promise<void>;
}

interface Download {
  suggestedFilename(): string;
  saveAs(path: string): Promise<void>;
}

export interface PageOptions {
  viewport?: { width: number; height: number };
  colorScheme?: 'dark' | 'light';
  hasTouch?: boolean;
}

interface Browser {
  newPage(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> };
}

const path = process.env.MARKHOR_CHROMIUM ?? '/usr/bin/chromium';

const prefix = process.env.MARKHOR_PEERS;

/** Where the peer is, if MARKHOR_PEERS has it. */
function peer(name: string): string | undefined {
  if (!prefix || !existsSync(join(prefix, 'node_modules', name))) return undefined;
  return createRequire(join(prefix, 'package.json')).resolve(name);
}

function playwright(): Playwright | undefined {
  const entry = peer('playwright-core');
  return entry === undefined ? undefined : (createRequire(entry)(entry) as Playwright);
}

/** The script of axe-core, which looks for what keeps people out. */
export const axe = peer('axe-core');

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
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export async function launch(): Promise<Browser> {
  if (missing) throw new Error(missing);
  return playwright()!.chromium.launch({ executablePath: path, args });
}
