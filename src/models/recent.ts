/** More programs than this are not kept: data with ever new shapes must not fill the memory. */
const limit = 24;

/** Things made on first need, of which those not used for longest are forgotten, and their memory is given back. */
export class Recent<T extends { release(): void }> {
  private readonly items = new Map<string, T>();

  get(key: string, make: () => T): T {
    const item = this.items.get(key) ?? make();
    // Put at the end, so that the first is always the one not used for longest.
    this.items.delete(key);
    this.items.set(key, item);
    if (this.items.size > limit) {
      const [oldest, forgotten] = this.items.entries().next().value!;
      this.items.delete(oldest);
      forgotten.release();
    }
    return item;
  }
}
