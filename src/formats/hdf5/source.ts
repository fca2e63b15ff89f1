/** HDF5's mark for an address that is not there: all bits set. Inexact as a number, and beyond any file. */
export const nowhere = 2 ** 64;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The bytes of a file and what has been read of them. Each structure of a sound file lies in bytes of its own, so all that
 * is read adds up to no more than the file: that bounds time and memory whatever a hostile file says.
 */
export class Source {
  /** What is being read, for messages: `group /layers/dense/vars`. */
  place = 'the superblock';
  /** What each global heap collection that was read holds: by its address, then by an object's number. */
  readonly collections = new Map<number, Map<number, { at: number; length: number }>>();
  private readonly view: DataView;
  private readonly taken = new Set<number>();
  private left: number;

  constructor(
    readonly bytes: Uint8Array,
    private readonly name: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = bytes.length;
  }

  /**
   * A cursor over a structure of the file, which may be taken once only.
   * @throws RangeError for what is not inside the file, or was read before.
   */
  take(at: number, length: number, what: string): Cursor {
    const { bytes, taken } = this;
    if (!(at + length <= bytes.length)) {
      const problem = at >= nowhere ? 'has no address' : `of ${length} bytes ends beyond the file's ${bytes.length}`;
      throw this.damaged(at, `${what} ${problem}`);
    }
    if (length > 0 && taken.has(at)) throw this.damaged(at, `${what} is used twice: the file points back into itself`);
    if (length > this.left) throw this.damaged(at, `${what} overlaps with other parts of the file`);
    if (length > 0) taken.add(at);
    this.left -= length;
    return new Cursor(this, this.view, at, at + length, what);
  }

  /** Whether a structure at this address was read before. */
  wasTaken(at: number): boolean {
    return this.taken.has(at);
  }

  /** For what no sound file says. */
  damaged(at: number, problem: string): RangeError {
    return this.error(at, problem, 'The file is damaged or truncated: save or fetch it again.');
  }

  /** For what a sound file may say, but is not read here. */
  unsupported(
    at: number,
    what: string,
    cure = 'Write the file anew as Keras does: h5py with its defaults.',
  ): RangeError {
    return this.error(at, `${what}, which is not supported`, cure);
  }

  private error(at: number, problem: string, cure: string): RangeError {
    const where = at >= nowhere ? '' : `at byte ${at}, `;
    return new RangeError(`${this.name}: ${problem} (${where}${this.place}). ${cure}`);
  }
}

/** Reads little-endian fields one after another, never beyond the structure they are in. */
export class Cursor {
  constructor(
    readonly source: Source,
    private readonly view: DataView,
    public at: number,
    private readonly end: number,
    private readonly what: string,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  /** Addresses and lengths; inexact only where it is beyond any file. */
  u64(): number {
    const low = this.u32();
    return this.u32() * 2 ** 32 + low;
  }

  /** An unsigned integer of 2 ** `log` bytes. */
  uint(log: number): number {
    return [this.u8, this.u16, this.u32, this.u64][log & 3].call(this);
  }

  /** Goes on by `length` bytes; answers where they begin. */
  skip(length: number): number {
    if (length > this.left) {
      throw this.source.damaged(this.at, `${this.what} needs ${length} bytes more, but has ${this.left}`);
    }
    this.at += length;
    return this.at - length;
  }

  sub(length: number, what: string): Cursor {
    const at = this.skip(length);
    return new Cursor(this.source, this.view, at, at + length, what);
  }

  bytes(length: number): Uint8Array {
    const at = this.skip(length);
    return this.source.bytes.subarray(at, at + length);
  }

  text(length: number): string {
    const at = this.at;
    return decodeText(this.source, at, this.bytes(length));
  }

  /** @throws RangeError unless the next four bytes are these letters. */
  signature(expected: string): void {
    const at = this.at;
    const found = String.fromCharCode(...this.bytes(4));
    if (found !== expected) {
      throw this.source.damaged(
        at,
        `${this.what} must begin with ${expected}, but begins with ${JSON.stringify(found)}`,
      );
    }
  }
}

export function decodeText(source: Source, at: number, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw source.damaged(at, 'a text is not UTF-8');
  }
}
