/** A value, and another one for as long as some work takes. */
export class Ambient<T> {
  constructor(public value: T) {}

  /** Does `work` with another value. */
  during<R>(value: T, work: () => R): R {
    const before = this.value;
    this.value = value;
    try {
      return work();
    } finally {
      this.value = before;
    }
  }
}
