export type BrowserName = 'chromium' | 'firefox' | 'webkit';

/** What all three have; Chromium's and Firefox's pages are playwright's. */
export interface BasicPage {
  goto(url: string): Promise<unknown>;
  title(): Promise<string>;
  evaluate<T>(expression: string): Promise<T>;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  close(): Promise<unknown>;
}

export interface BasicBrowser<P extends BasicPage = BasicPage> {
  newPage(options?: object): Promise<P>;
  close(): Promise<void>;
}

/** Why a browser cannot be started, if so. */
export function obstacle(name: BrowserName): string | undefined;

/** Firefox puts downloads into `downloadsPath`; its pages say nothing of them. */
export interface LaunchOptions {
  downloadsPath?: string;
}

/** Starts a browser, by playwright-core unless it is WebKit. */
export function launch(name: BrowserName, playwright?: unknown, options?: LaunchOptions): Promise<BasicBrowser>;
