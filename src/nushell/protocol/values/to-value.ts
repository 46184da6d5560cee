import { decode } from "../msgpack/msgpack-reader.ts";
import { MsgpackWriter } from "../msgpack/msgpack-writer.ts";
import { writePlain, type Plain } from "./plain.ts";
import { unknownSpan, type Span } from "./span.ts";
import { readValue } from "./value-reader.ts";
import { ValueWriter, type Recipient, type WriteValue } from "./value-writer.ts";
import type { Value } from "./value.ts";

/**
 * Turns plain JavaScript into a value, the reverse of `toPlain`: for `updateCellPath`, or for answers of type `anyValue`.
 * Throws what writing it to Nushell would throw, such as a RangeError for an int beyond 64 bits.
 *
 * @param span the place that the value and all that is in it get
 */
export function toValue(plain: Plain, span: Span): Value {
  return throughWire((out) => writePlain(out, plain), { ...nobody, span });
}

// Any release's form does where no Nushell reads it.
const nobody: Recipient = { version: { major: 0, minor: 116, patch: 0 }, span: unknownSpan };

/** Returns a value as the other side would read it. Throws what `write` throws. */
export function throughWire(write: WriteValue, recipient: Recipient = nobody): Value {
  const out = new MsgpackWriter();
  write(new ValueWriter(out, recipient));
  return readValue(decode(out.bytes()));
}
