import { Unpackr } from "msgpackr/unpack";
import { ProtocolError } from "./wire-reader.ts";

/** What MessagePack decodes to: structs and records are Maps, so that no column is reordered or renamed. */
export type Wire = null | boolean | number | bigint | string | Uint8Array | readonly Wire[] | ReadonlyMap<string, Wire>;

// Objects would sort integer-like columns ("2024") first and rename __proto__; 64-bit integers stay exact as BigInts.
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: "bigint" });

/** Decodes one whole message. Throws a ProtocolError when the bytes are none. */
export function decode(message: Uint8Array): Wire {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- msgpackr gives any; with these options it is this.
    return unpackr.unpack(message) as Wire;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ProtocolError(`not MessagePack: ${problem}`, { cause });
  }
}
