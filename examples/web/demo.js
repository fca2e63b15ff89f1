// The page: `npm run demo` serves it while it is worked on, `npm run demo -- --build` writes it to dist/.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = import.meta.dirname;
if (!existsSync(`${root}/node_modules/vite`)) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync(npm, ['ci', '--prefix', root, ...options], { stdio: 'inherit', shell: npm === 'npm.cmd' });
}

const { build, createServer } = await import('vite');
if (process.argv.includes('--build')) {
  await build({ root, logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' });
} else {
  const server = await createServer({ root });
  await server.listen();
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
}
