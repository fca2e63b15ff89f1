// Lists in package-lock.json the optional packages of other platforms. npm leaves them out where its registry does not carry
// them, and then `npm ci` refuses the lock file. Their names say the platform: @oxlint/binding-darwin-arm64.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { packages } = lock;
for (const { dev, optionalDependencies = {} } of Object.values(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = name.match(/-(android|darwin|freebsd|linux|openharmony|win32)-(\w+)/);
    if (packages[`node_modules/${name}`] || !platform) continue;
    const [, os, cpu] = platform;
    const libc = name.endsWith('musl') && { libc: ['musl'] };
    packages[`node_modules/${name}`] = { version, cpu: [cpu], ...(dev && { dev }), ...libc, optional: true, os: [os] };
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
