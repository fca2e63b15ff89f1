import type { Failure } from './messages.js';

const kinds: Readonly<Record<string, new (message: string) => Error>> = { TypeError, RangeError, SyntaxError };

/** An error as it is sent to another thread. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack !== undefined && { stack }) };
}

/**
 * The error again, of the same kind, with the stack of where it was made.
 * @param caller Made where this thread has asked: that stack follows.
 */
export function toError({ name, message, stack }: Failure, caller: Error): Error {
  const Kind = Object.hasOwn(kinds, name) ? kinds[name] : Error;
  const error = new Kind(message);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = `${stack}\n${caller.stack?.replace(/^Error.*\n/, '')}`;
  return error;
}
