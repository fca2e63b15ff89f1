import { isAbsolute, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * What a bundler makes of a page: the files that it loads at once, and those it may load later.
 *
 * @param {string} contents The page's program.
 * @returns {Promise<Record<'atOnce' | 'later', { fileName: string, contents: string, inputs: string[] }[]>>}
 */
export async function bundlePage(contents) {
  const page = resolve('page.js');
  const bundle = await rolldown({
    input: page,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'page',
        load: (id) => (id === page ? contents : undefined),
        resolveId: (id) => (id === page ? id : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const atOnce = new Set([output.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId === page).fileName]);
  // The set grows while it is walked.
  for (const name of atOnce) for (const other of chunks.get(name).imports) atOnce.add(other);
  const files = [...chunks.values()].map(({ fileName, code, modules }) => ({
    fileName,
    contents: code,
    inputs: Object.entries(modules)
      .filter(([id, { code }]) => isAbsolute(id) && code)
      .map(([id]) => relative('.', id)),
  }));
  return {
    atOnce: files.filter(({ fileName }) => atOnce.has(fileName)),
    later: files.filter(({ fileName }) => !atOnce.has(fileName)),
  };
}
