/** Why something failed: the innermost message, as that of `fetch` itself only says that it failed. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message || error.name;
}
