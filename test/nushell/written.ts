import type { ValueType } from "../../src/nushell/index.ts";
import { MsgpackWriter } from "../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ValueWriter } from "../../src/nushell/protocol/values/value-writer.ts";
import { unpack, type Decoded } from "./message-pack.ts";

/** The bytes that a type writes for a value which stands at 1..2. */
export function bytesOf<In>(type: Pick<ValueType<In, unknown>, "write">, value: In, minor = 115): Buffer {
  const out = new MsgpackWriter();
  const recipient = { version: { major: 0, minor, patch: 1 }, span: { start: 1, end: 2 } };
  type.write(new ValueWriter(out, recipient), value);
  return out.bytes();
}

/** The same, decoded. */
export function written<In>(type: Pick<ValueType<In, unknown>, "write">, value: In, minor = 115): Decoded {
  return unpack(bytesOf(type, value, minor));
}
