/** What `MsgpackWriter.write` takes. A function writes its own content, so that large values need no tree in memory. */
export type Encodable =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Encodable[]
  | { readonly [key: string]: Encodable }
  | ((out: MsgpackWriter) => void);

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/**
 * Writes MessagePack into one growing buffer.
 *
 * It is written by hand because turning rows straight into bytes takes a seventh of the time of building objects and
 * packing them, and because integers must stay integers: Nushell ends the connection on a float where it expects an
 * i64.
 */
export class MsgpackWriter {
  #buffer: Buffer;
  #length = 0;

  /** @param capacity how many bytes the buffer has at first; it grows as needed */
  constructor(capacity = 512) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  /** The bytes written so far. They are not copied, so they are valid only until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#length;
  }

  /** Forgets everything that was written after the first `length` bytes. */
  rewind(length: number): void {
    this.#length = length;
  }

  /** Gives away the bytes written so far: the next ones go into a new buffer. */
  take(): Buffer {
    const bytes = this.bytes();
    this.#buffer = Buffer.allocUnsafe(this.#buffer.length);
    this.#length = 0;
    return bytes;
  }

  /** Writes nil, which is null. */
  nil(): void {
    this.#byte(0xc0);
  }

  /** Writes true or false. */
  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /**
   * Writes an i64 in as few bytes as it takes. Throws a RangeError beyond 64 bits, and for a number that is not a safe
   * integer.
   */
  int(value: number | bigint): void {
    if (typeof value === "bigint") {
      if (Number.isSafeInteger(Number(value))) this.int(Number(value));
      else this.#int64(value);
      return;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    if (value >= 0 ? value > 0xffff_ffff : value < -0x8000_0000) {
      this.#int64(BigInt(value));
      return;
    }
    this.reserve(5);
    const buffer = this.#buffer;
    const at = this.#length;
    if (value >= 0) {
      if (value < 0x80) {
        buffer[at] = value;
        this.#length = at + 1;
      } else if (value < 0x100) {
        buffer[at] = 0xcc;
        buffer[at + 1] = value;
        this.#length = at + 2;
      } else if (value < 0x1_0000) {
        buffer[at] = 0xcd;
        this.#length = buffer.writeUInt16BE(value, at + 1);
      } else {
        buffer[at] = 0xce;
        this.#length = buffer.writeUInt32BE(value, at + 1);
      }
    } else if (value >= -0x20) {
      buffer[at] = value + 0x100;
      this.#length = at + 1;
    } else {
      buffer[at] = 0xd2;
      this.#length = buffer.writeInt32BE(value, at + 1);
    }
  }

  /** Writes an f64. */
  float(value: number): void {
    this.reserve(9);
    this.#buffer[this.#length] = 0xcb;
    this.#length = this.#buffer.writeDoubleBE(value, this.#length + 1);
  }

  /** Writes UTF-8. A lone surrogate becomes U+FFFD, as invalid UTF-8 would end the connection. */
  string(value: string): void {
    const length = value.length;
    if (length < 32 && this.#shortAscii(value)) return;
    const size = Buffer.byteLength(value);
    this.reserve(size + 5);
    this.#header(size, 0xa0, 32, 0xd9, 0xda, 0xdb);
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** Writes bytes as `bin`, which Nushell reads although it sends arrays of ints. */
  binary(value: Uint8Array): void {
    this.reserve(value.length + 5);
    this.#header(value.length, 0, 0, 0xc4, 0xc5, 0xc6);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** Begins an array: `length` items must follow. */
  arrayHeader(length: number): void {
    this.reserve(5);
    this.#header(length, 0x90, 16, undefined, 0xdc, 0xdd);
  }

  /** Begins a map: `length` pairs of a key and a value must follow. */
  mapHeader(length: number): void {
    this.reserve(5);
    this.#header(length, 0x80, 16, undefined, 0xde, 0xdf);
  }

  /** Writes bytes that are MessagePack already. */
  raw(bytes: Uint8Array): void {
    const length = bytes.length;
    this.reserve(length);
    const buffer = this.#buffer;
    const at = this.#length;
    // For a few bytes, a loop is faster than a call.
    if (length > 12) buffer.set(bytes, at);
    else for (let i = 0; i < length; i++) buffer[at + i] = bytes[i] ?? 0;
    this.#length = at + length;
  }

  /** Makes room for `size` more bytes, where the caller knows that they will come. */
  reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }

  /** Writes plain data: whole numbers as integers, others as f64. A property that is undefined is left out. */
  write(value: Encodable): void {
    switch (typeof value) {
      case "undefined":
        return this.nil();
      case "boolean":
        return this.bool(value);
      case "number":
        return Number.isSafeInteger(value) ? this.int(value) : this.float(value);
      case "bigint":
        return this.int(value);
      case "string":
        return this.string(value);
      case "function":
        return value(this);
      default:
        return value === null ? this.nil() : this.#object(value);
    }
  }

  #object(value: Uint8Array | readonly Encodable[] | { readonly [key: string]: Encodable }): void {
    if (value instanceof Uint8Array) return this.binary(value);
    if (isArray(value)) {
      this.arrayHeader(value.length);
      for (const item of value) this.write(item);
      return;
    }
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    this.mapHeader(entries.length);
    for (const [key, item] of entries) {
      this.string(key);
      this.write(item);
    }
  }

  #byte(value: number): void {
    this.reserve(1);
    this.#buffer[this.#length++] = value;
  }

  #int64(value: bigint): void {
    if (value < minInt64 || value > maxInt64) throw new RangeError(`does not fit 64 bits: ${value}`);
    this.reserve(9);
    this.#buffer[this.#length] = 0xd3;
    this.#length = this.#buffer.writeBigInt64BE(value, this.#length + 1);
  }

  /**
   * Writes a short ASCII text, which most are: a loop does so faster than a call into C++. Returns false for any other.
   */
  #shortAscii(value: string): boolean {
    const length = value.length;
    this.reserve(length + 1);
    const buffer = this.#buffer;
    const at = this.#length + 1;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      buffer[at + i] = code;
    }
    buffer[at - 1] = 0xa0 + length;
    this.#length = at + length;
    return true;
  }

  /**
   * Writes a length in its smallest form: in the first byte if below `fixLimit`, otherwise after a byte for 8, 16 or 32
   * bits.
   */
  #header(size: number, fix: number, fixLimit: number, code8: number | undefined, code16: number, code32: number) {
    const buffer = this.#buffer;
    const at = this.#length;
    if (size < fixLimit) {
      buffer[at] = fix + size;
      this.#length = at + 1;
    } else if (code8 !== undefined && size < 0x100) {
      buffer[at] = code8;
      buffer[at + 1] = size;
      this.#length = at + 2;
    } else if (size < 0x1_0000) {
      buffer[at] = code16;
      this.#length = buffer.writeUInt16BE(size, at + 1);
    } else {
      buffer[at] = code32;
      this.#length = buffer.writeUInt32BE(size, at + 1);
    }
  }
}

function isArray(value: object): value is readonly Encodable[] {
  return Array.isArray(value);
}

/** Encodes one piece of plain data as MessagePack. */
export function encode(value: Encodable): Buffer {
  const out = new MsgpackWriter();
  out.write(value);
  return out.bytes();
}
