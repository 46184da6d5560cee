import { Packr, Unpackr } from "msgpackr";

/** What a message of the plugin decodes to, with maps as objects so that tests can spell it out. */
export type Decoded =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Decoded[]
  | { readonly [key: string]: Decoded };

const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });
const objects = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: "bigint" });
const maps = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: "bigint" });

/** Packs what an engine sends, by another writer than the one under test. */
export function pack(message: unknown): Buffer {
  return packr.pack(message);
}

export function unpack(bytes: Uint8Array): Decoded {
  // A copy, as msgpackr marks what it reads.
  const message: Decoded = objects.unpack(Buffer.from(bytes));
  return message;
}

/** The names of a map's entries in the order of their bytes, which an object would not keep. */
export function keysOf(bytes: Uint8Array): readonly unknown[] {
  const message: unknown = maps.unpack(Buffer.from(bytes));
  return message instanceof Map ? [...message.keys()] : [];
}

/** All whole messages that `bytes` begins with, and what is left after them. */
export function unpackAll(bytes: Buffer): { messages: readonly Decoded[]; rest: Buffer } {
  const messages: Decoded[] = [];
  let read = 0;
  try {
    if (bytes.length > 0) {
      objects.unpackMultiple(bytes, (message: Decoded, _start, end = 0) => {
        messages.push(message);
        read = end;
      });
    }
  } catch (error) {
    if (!(error instanceof Error && "incomplete" in error)) throw error;
  }
  return { messages, rest: bytes.subarray(read) };
}
