import { readEngineMessage } from "../src/nushell/protocol/messages/message-reader.ts";
import { MessageFramer } from "../src/nushell/protocol/msgpack/message-framer.ts";
import { decode } from "../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode, type Encodable } from "../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { makeRows, type Row } from "./plugins/rows.ts";

const chunkSize = 64 * 1024;

/** What a call with so much input has to do, step by step, and one unpack of its bytes to compare it with. */
export function decodingOf(megabytes: number): Record<"framed" | "decoded" | "typed" | "unpacked", () => void> {
  const message = callOf(megabytes * 1e6);
  const chunks: Buffer[] = [];
  for (let at = 0; at < message.length; at += chunkSize) chunks.push(message.subarray(at, at + chunkSize));
  return {
    framed: () => receive(chunks, () => {}),
    decoded: () => receive(chunks, decode),
    typed: () => receive(chunks, (bytes) => readEngineMessage(decode(bytes))),
    unpacked: () => void decode(message),
  };
}

function receive(chunks: readonly Buffer[], handle: (message: Buffer) => unknown): void {
  const framer = new MessageFramer();
  for (const chunk of chunks) for (const message of framer.push(chunk)) handle(message);
}

/** A call whose input is a list of records, in the maps that Nushell sends. */
function callOf(bytes: number): Buffer {
  const [first] = makeRows(1);
  const count = first === undefined ? 0 : Math.round(bytes / encode(recordOf(first)).length);
  const list = { List: { vals: makeRows(count).map(recordOf), span } };
  const call = { head: span, positional: [], named: [] };
  return encode({ Call: [0, { Run: { name: "x", call, input: { Value: [list, null] } } }] });
}

const span = { start: 150_000, end: 150_007 };

function recordOf({ id, status, created_at, priority }: Row): Encodable {
  const val = {
    id: { String: { val: id, span } },
    status: { String: { val: status, span } },
    created_at: { Date: { val: created_at, span } },
    priority: { Int: { val: priority, span } },
  };
  return { Record: { val, span } };
}
