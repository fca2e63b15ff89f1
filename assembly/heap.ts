/** First address after the static tables: what lies above belongs to the arena. */
export function heapBase(): usize {
  return __heap_base;
}
