import { reason } from '../reason.js';
import { builtin, codeOf } from './node.js';

interface Content {
  path: string;
  bytes: Uint8Array;
}

/** A file to be replaced: the one a link leads to, with the permissions that it had. */
interface Destination {
  path: string;
  mode: number | undefined;
}

let count = 0;

/**
 * Replaces the files, in this order, once all are written and on the disk. Whenever the process ends, each path has its
 * old content or its new one, whole; at most a file `.name.<process>.<number>.tmp` is left, which the next write removes.
 * A folder that does not exist is made.
 */
export async function replaceFiles(files: readonly Content[]): Promise<void> {
  const { mkdir, rename, rm } = builtin('node:fs/promises');
  const { dirname } = builtin('node:path');
  const replacements: { from: string; to: string }[] = [];
  const last = files.at(-1)!.path;
  try {
    for (const { path, bytes } of files) {
      await mkdir(dirname(path), { recursive: true });
      const destination = await find(path);
      await removeLeftovers(destination.path);
      const { handle, temporary } = await create(destination);
      replacements.push({ from: temporary, to: destination.path });
      try {
        if (destination.mode !== undefined) await handle.chmod(destination.mode);
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    for (const { from, to } of replacements) {
      await rename(from, to);
      await syncFolder(dirname(to));
    }
  } catch (cause) {
    await Promise.allSettled(replacements.map(({ from }) => rm(from, { force: true })));
    throw failure(last, cause);
  }
}

async function find(path: string): Promise<Destination> {
  const { access, constants, realpath, stat } = builtin('node:fs/promises');
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (!stats.isFile()) throw new RangeError(`${path} is not a file. Name a file in a folder.`);
    await access(real, constants.W_OK);
    return { path: real, mode: stats.mode & 0o777 };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { path, mode: undefined };
    throw error;
  }
}

const temporaryPrefix = (name: string) => `.${name}.`;

/** Threads have one process number in common, so a name may be taken. */
async function create({ path, mode }: Destination) {
  const { open } = builtin('node:fs/promises');
  const { basename, dirname, join } = builtin('node:path');
  for (;;) {
    const temporary = join(dirname(path), `${temporaryPrefix(basename(path))}${process.pid}.${count++}.tmp`);
    try {
      return { handle: await open(temporary, 'wx', mode), temporary };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** What writers of the same file have left that were ended meanwhile. Where it cannot be removed, it does no harm. */
async function removeLeftovers(path: string): Promise<void> {
  const { readdir, rm, stat } = builtin('node:fs/promises');
  const { basename, dirname, join } = builtin('node:path');
  const prefix = temporaryPrefix(basename(path));
  try {
    for (const name of await readdir(dirname(path))) {
      const match = name.startsWith(prefix) && /^(\d+)\.\d+\.tmp$/.exec(name.slice(prefix.length));
      if (!match) continue;
      const leftover = join(dirname(path), name);
      if (isGone(Number(match[1]), (await stat(leftover)).mtimeMs)) await rm(leftover, { force: true });
    }
  } catch {}
}

/** In a container, the process before had the same number as this one. */
function isGone(pid: number, lastWritten: number): boolean {
  if (pid === process.pid) return lastWritten < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** A new name is on the disk only when its folder is. Windows cannot open folders, and does not need it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await builtin('node:fs/promises').open(path);
    await handle.sync().finally(() => handle.close());
  } catch {}
}

const forbidden = 'Choose a place where this process may write.';
const cures: Record<string, string> = {
  EEXIST: 'Its folder is a file.',
  ENOTDIR: 'Its folder is in a file.',
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  ENOSPC: 'The disk is full: make room.',
  EDQUOT: 'The disk space of this user is used up: make room.',
};

function failure(path: string, cause: unknown): unknown {
  if (cause instanceof RangeError) return cause;
  const cure = cures[codeOf(cause) ?? ''] ?? '';
  return new Error(`${path} could not be written and is as it was (${reason(cause)}). ${cure}`.trim(), { cause });
}
