import { build } from 'esbuild';

/**
 * What a bundler makes of a page: the files that it loads at once, and those it may load later.
 *
 * @param {string} contents The page's program.
 * @returns {Promise<Record<'atOnce' | 'later', { contents: Uint8Array, inputs: string[] }[]>>}
 */
export async function bundlePage(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: '.', sourcefile: 'page.js' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const [entry] = Object.keys(metafile.outputs).filter((path) => metafile.outputs[path].entryPoint === 'page.js');
  const atOnce = new Set([entry]);
  // The set grows while it is walked.
  for (const path of atOnce) {
    for (const { kind, path: other } of metafile.outputs[path].imports)
      if (kind === 'import-statement') atOnce.add(other);
  }
  const files = Object.entries(metafile.outputs).map(([path, { inputs }]) => ({
    path,
    contents: outputFiles.find((file) => file.path.endsWith(`/${path}`)).contents,
    inputs: Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
  }));
  return { atOnce: files.filter(({ path }) => atOnce.has(path)), later: files.filter(({ path }) => !atOnce.has(path)) };
}
