import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe } from 'vitest';
import {
  type BasicBrowser,
  type BasicPage,
  type BrowserName,
  type LaunchOptions,
  launch as start,
  obstacle,
} from '../../scripts/browsers.js';

// Chromium and Firefox are driven by playwright-core from the folder that MARKHOR_PEERS names:
// `npm install --prefix <folder> playwright-core axe-core`.

export interface Page extends BasicPage {
  goto(url: string, options?: { waitUntil: 'networkidle' }): Promise<unknown>;
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

export type Browser = BasicBrowser<Page>;

const prefix = process.env.MARKHOR_PEERS;

/** Where the peer is, if MARKHOR_PEERS has it. */
function peer(name: string): string | undefined {
  if (!prefix || !existsSync(join(prefix, 'node_modules', name))) return undefined;
  return createRequire(join(prefix, 'package.json')).resolve(name);
}

function playwright(): unknown {
  const entry = peer('playwright-core');
  return entry === undefined ? undefined : createRequire(entry)(entry);
}

/** The script of axe-core, which looks for what keeps people out. */
export const axe = peer('axe-core');

interface Candidate {
  name: BrowserName;
  /** Whether what needs it is left out; MARKHOR_REQUIRE_BROWSERS=1 insists on it. */
  skipped: boolean;
  /** The reason, for titles. */
  whySkipped: string;
}

function candidate(name: BrowserName): Candidate {
  const missing =
    obstacle(name) ??
    (name === 'webkit' || playwright() ? undefined : 'MARKHOR_PEERS names no folder with playwright-core');
  const skipped = missing !== undefined && process.env.MARKHOR_REQUIRE_BROWSERS !== '1';
  return { name, skipped, whySkipped: skipped ? ` (skipped: ${missing})` : '' };
}

export const chromium = candidate('chromium');
export const firefox = candidate('firefox');
/** Only with the methods of a BasicPage. */
export const webkit = candidate('webkit');

/** Tests in each of the browsers, which `body` launches, or a word about why not. */
export function inBrowsers(
  candidates: readonly Candidate[],
  body: (launch: (options?: LaunchOptions) => Promise<Browser>, name: BrowserName) => void,
): void {
  for (const { name, skipped, whySkipped } of candidates) {
    const launch = (options?: LaunchOptions) => start(name, playwright(), options) as Promise<Browser>;
    describe.skipIf(skipped)(`in ${name}${whySkipped}`, () => body(launch, name));
  }
}
