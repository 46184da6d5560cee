import { Unpackr } from "msgpackr/unpack";
import { ProtocolError, type Wire } from "./wire.ts";

// As objects, integer-like columns ("2024") would come first and __proto__ would be renamed. As numbers, large 64-bit
// integers would lose digits.
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: "bigint" });

/** Decodes one whole message. Throws a ProtocolError when the bytes are not MessagePack. */
export function decode(message: Uint8Array): Wire {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- msgpackr gives any; with these options it is this.
    return unpackr.unpack(message) as Wire;
  } catch (cause) {
    // msgpackr's own extensions make it stumble over what it has not been given, in words that depend on what it read before.
    const stumbled = cause instanceof TypeError || !(cause instanceof Error);
    const problem = stumbled ? "something that cannot be decoded" : cause.message;
    throw new ProtocolError(`not MessagePack: ${problem}`, { cause });
  }
}
