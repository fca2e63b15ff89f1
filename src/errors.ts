// Helpers for messages that name the thing, what was expected, what came, and the cure.

/** What `read` gives. @throws its errors, with the place before the message where it is one of this package. */
export function within<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { constructor: Kind, message } = Object(cause) as Error;
    if (Kind === RangeError || Kind === TypeError)
      throw new (Kind as ErrorConstructor)(`${place}: ${message}`, { cause });
    throw cause;
  }
}

/** ` Did you mean \`returnSequences\`?`, of the candidate nearest to `name`; nothing where none is near enough to be what was meant. */
export function suggest(name: string, candidates: Iterable<string>): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? '' : ` Did you mean \`${best}\`?`;
}

/** What may be written for `name`: the nearest of the candidates or, where none is near, all. */
export const alternatives = (name: string, candidates: readonly string[]): string =>
  suggest(name, candidates) || ` Known: ${candidates.join(', ') || 'none'}.`;

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** How a value is shown in a message: short, with its type where that helps. */
export function show(value: unknown, depth = 0): string {
  if (typeof value === 'string') return `'${shorten(value)}'`;
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    const isShort = value.length < 9 && depth < 4;
    return isShort ? shorten(`[${value.map((one) => show(one, depth + 1))}]`) : `an array of ${value.length}`;
  }
  const kind = (value as Partial<Record<symbol, string>>)[Symbol.toStringTag] || value.constructor?.name || 'object';
  return kind === 'Object' ? shorten(`{${Object.keys(value)}}`) : `<${kind}>`;
}

const shorten = (text: string): string => (text.length > 400 ? `${text.slice(0, 399)}…` : text);

/** Does what is deep inside a call of the user's, whose line errors are to show, up to its first waiting: V8 keeps ten lines. */
export function traced<T>(work: () => T): T {
  const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
  if (typeof limit !== 'number') return work();
  // Where somebody has frozen it, it stays.
  Reflect.set(Error, 'stackTraceLimit', Math.max(30, limit));
  try {
    return work();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}
