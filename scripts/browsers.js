// Browsers that tests and consumers run in, all with playwright's pages: Chromium by its own protocol, Firefox by WebDriver
// BiDi, and WebKit, whose pages know less, by WebDriver.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

/** Where Debian has them. WebKitGTK shows itself somewhere, so it needs Xvfb. */
const paths = {
  chromium: process.env.MARKHOR_CHROMIUM ?? '/usr/bin/chromium',
  firefox: process.env.MARKHOR_FIREFOX ?? '/usr/bin/firefox-esr',
  webkit: process.env.MARKHOR_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver',
  xvfb: '/usr/bin/Xvfb',
};
const variables = { chromium: 'MARKHOR_CHROMIUM', firefox: 'MARKHOR_FIREFOX', webkit: 'MARKHOR_WEBKIT_DRIVER' };
const miniBrowsers = ['4.1', '6.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`);

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Why a browser cannot be started, if so. */
export function obstacle(name) {
  if (!existsSync(paths[name])) return `no ${paths[name]}, see ${variables[name]}`;
  if (name !== 'webkit') return undefined;
  if (!existsSync(paths.xvfb)) return `no ${paths.xvfb}`;
  return miniBrowsers.some(existsSync) ? undefined : `no ${miniBrowsers[0]}`;
}

/**
 * Starts a browser.
 *
 * @param {'chromium' | 'firefox' | 'webkit'} name
 * @param playwright playwright-core, which webkit does without.
 * @param {{ downloadsPath?: string }} more Where Firefox puts downloads, of which its pages say nothing.
 * @throws {Error} When it is not there.
 */
export async function launch(name, playwright, more = {}) {
  const reason = obstacle(name);
  if (reason) throw new Error(reason);
  if (name === 'webkit') return launchWebKit();
  const options = { ...more, executablePath: paths[name], headless: true };
  if (name === 'chromium') return playwright.chromium.launch({ ...options, args: flags });
  const browser = await playwright.firefox.launch({ ...options, channel: 'moz-firefox' });
  // What Firefox's BiDi cannot set must not be asked for.
  const unset = { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null };
  return {
    newPage: (wanted) => browser.newPage({ ...unset, ...wanted }),
    close: () => browser.close(),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The display that Xvfb has chosen: it writes its number to the file of that number. */
function displayOf(xvfb) {
  return new Promise((resolve, reject) => {
    xvfb.stdio[3].once('data', (text) => resolve(`:${String(text).trim()}`));
    xvfb.once('exit', () => reject(new Error('Xvfb has ended')));
  });
}

/** A display and a driver on it; where one does not start, none is left behind. */
async function launchWebKit() {
  const started = [];
  const end = () => {
    for (const one of started) one.kill();
  };
  try {
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
    const xvfb = spawn(paths.xvfb, ['-displayfd', '3', '-screen', '0', '1280x800x24'], { stdio });
    started.push(xvfb);
    const port = await freePort();
    const env = { ...process.env, DISPLAY: await displayOf(xvfb), WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
    started.push(spawn(paths.webkit, [`--port=${port}`], { env, stdio: 'ignore' }));
    return await openWebKit(port, end);
  } catch (error) {
    end();
    throw error;
  }
}

/** A window by the driver at a port. */
async function openWebKit(port, end) {
  async function ask(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
  for (let tries = 0; ; tries++) {
    if (await ask('GET', '/status').catch(() => undefined)) break;
    if (tries === 100) throw new Error(`${paths.webkit} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  const capabilities = {
    'webkitgtk:browserOptions': { binary: miniBrowsers.find(existsSync), args: ['--automation'] },
    timeouts: { script: 300_000 },
  };
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
  const session = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
  // There is one window; each page takes it over.
  const page = {
    goto: (url) => session('POST', '/url', { url }),
    title: () => session('GET', '/title'),
    async evaluate(expression) {
      const script = `const answer = arguments[0];
        Promise.resolve((0, eval)(${JSON.stringify(expression)})).then(
          (value) => answer({ value }), (error) => answer({ failure: String(error) }));`;
      const { value, failure } = await session('POST', '/execute/async', { script, args: [] });
      if (failure !== undefined) throw new Error(failure);
      return value;
    },
    on() {},
    close: () => session('POST', '/url', { url: 'about:blank' }),
  };
  return {
    newPage: async () => page,
    async close() {
      await ask('DELETE', `/session/${sessionId}`);
      end();
    },
  };
}
