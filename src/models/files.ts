/** Loaded by who saves or loads. */
const saving = () => import('./saving.js');

/** Reads or writes files, which stands in `all` until it is done. */
export async function withFiles(
  all: Set<Promise<unknown>>,
  work: (room: Awaited<ReturnType<typeof saving>>) => Promise<void>,
): Promise<void> {
  const result = saving().then(work);
  all.add(result);
  await result.finally(() => all.delete(result));
}
