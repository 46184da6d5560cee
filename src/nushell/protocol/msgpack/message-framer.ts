/** After a value's first byte come `lengthBytes` of big-endian length, and then whatever that length counts. */
type Counted = { lengthBytes: number; counts: "bytes" | "extension" | "items" | "pairs" };

const counted: ReadonlyMap<number, Counted> = new Map([
  [0xc4, { lengthBytes: 1, counts: "bytes" }],
  [0xc5, { lengthBytes: 2, counts: "bytes" }],
  [0xc6, { lengthBytes: 4, counts: "bytes" }],
  [0xc7, { lengthBytes: 1, counts: "extension" }],
  [0xc8, { lengthBytes: 2, counts: "extension" }],
  [0xc9, { lengthBytes: 4, counts: "extension" }],
  [0xd9, { lengthBytes: 1, counts: "bytes" }],
  [0xda, { lengthBytes: 2, counts: "bytes" }],
  [0xdb, { lengthBytes: 4, counts: "bytes" }],
  [0xdc, { lengthBytes: 2, counts: "items" }],
  [0xdd, { lengthBytes: 4, counts: "items" }],
  [0xde, { lengthBytes: 2, counts: "pairs" }],
  [0xdf, { lengthBytes: 4, counts: "pairs" }],
]);

/** How many bytes follow a first byte that alone says so: that of nil, a boolean, a number or a fixed extension. */
const fixedSizes: ReadonlyMap<number, number> = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
  [0xd4, 2],
  [0xd5, 3],
  [0xd6, 5],
  [0xd7, 9],
  [0xd8, 17],
]);

/**
 * Cuts a stream of bytes into MessagePack messages, which follow each other with nothing in between.
 *
 * It walks each header once and remembers its position, so its work is linear in the bytes however they are split.
 */
export class MessageFramer {
  /** The earlier chunks of the message that is not complete yet. */
  #parts: Buffer[] = [];
  /** How many values have still to begin; the message itself is the first. */
  #values = 1;
  /** How many bytes of the current value have still to be skipped. */
  #skip = 0;
  /** The current value's length, while the bytes of that length are still arriving. */
  #length = { bytesLeft: 0, value: 0, counts: "bytes" as Counted["counts"] };

  /** Whether the stream has stopped in the middle of a message. */
  get inMessage(): boolean {
    return this.#parts.length > 0;
  }

  /**
   * Yields the messages that `chunk` completes, each as its own bytes. Throws a RangeError on a byte that begins no
   * value.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    while (start < chunk.length) {
      const end = this.#walk(chunk, start);
      this.#parts.push(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
      start = end;
      if (this.#values > 0 || this.#skip > 0 || this.#length.bytesLeft > 0) return;
      const [only, ...more] = this.#parts;
      const message = only !== undefined && more.length === 0 ? only : Buffer.concat(this.#parts);
      this.#parts = [];
      this.#values = 1;
      yield message;
    }
  }

  /** Walks from `start` to the end of the message or of the chunk, and returns where it stopped. */
  #walk(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        this.#skip -= passed;
        at += passed;
      } else if (this.#length.bytesLeft > 0) {
        this.#lengthByte(chunk.readUInt8(at++));
      } else if (this.#values > 0) {
        this.#begin(chunk.readUInt8(at++));
      } else {
        break;
      }
    }
    return at;
  }

  #begin(byte: number): void {
    this.#values--;
    if (byte <= 0x7f || byte >= 0xe0) return;
    if (byte <= 0x8f) this.#values += 2 * (byte & 0x0f);
    else if (byte <= 0x9f) this.#values += byte & 0x0f;
    else if (byte <= 0xbf) this.#skip = byte & 0x1f;
    else {
      const size = fixedSizes.get(byte);
      const length = counted.get(byte);
      if (size !== undefined) this.#skip = size;
      else if (length !== undefined) this.#length = { bytesLeft: length.lengthBytes, value: 0, counts: length.counts };
      else throw new RangeError(`byte 0x${byte.toString(16)} begins no MessagePack value`);
    }
  }

  #lengthByte(byte: number): void {
    const length = this.#length;
    length.value = length.value * 256 + byte;
    if (--length.bytesLeft > 0) return;
    switch (length.counts) {
      case "bytes":
        this.#skip = length.value;
        break;
      case "extension":
        this.#skip = length.value + 1;
        break;
      case "items":
        this.#values += length.value;
        break;
      case "pairs":
        this.#values += 2 * length.value;
    }
  }
}
