import { readEngineMessage } from "../src/nushell/protocol/messages/message-reader.ts";
import { MessageFramer } from "../src/nushell/protocol/msgpack/message-framer.ts";
import { decode } from "../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode, type Encodable } from "../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { summarize, type Measured } from "./measure.ts";
import { makeRows, type Row } from "./plugins/rows.ts";

const chunkSize = 64 * 1024;
const runs = 11;

/** What a call with so much input costs, step by step, beside one unpack of its bytes. */
export function measureDecoding(megabytes: number): Record<"framed" | "decoded" | "typed", Measured> {
  const message = callOf(megabytes * 1e6);
  const chunks: Buffer[] = [];
  for (let at = 0; at < message.length; at += chunkSize) chunks.push(message.subarray(at, at + chunkSize));
  const pairs: Record<"framed" | "decoded" | "typed", unknown[]> = { framed: [], decoded: [], typed: [] };
  for (let i = -2; i < runs; i++) {
    const native = time(() => decode(message));
    const framed = time(() => receive(chunks, () => {}));
    const decoded = time(() => receive(chunks, decode));
    const typed = time(() => receive(chunks, (bytes) => readEngineMessage(decode(bytes))));
    if (i < 0) continue;
    pairs.framed.push({ ours: framed, native });
    pairs.decoded.push({ ours: decoded, native });
    pairs.typed.push({ ours: typed, native });
  }
  return { framed: summarize(pairs.framed), decoded: summarize(pairs.decoded), typed: summarize(pairs.typed) };
}

function receive(chunks: readonly Buffer[], handle: (message: Buffer) => unknown): void {
  const framer = new MessageFramer();
  for (const chunk of chunks) for (const message of framer.push(chunk)) handle(message);
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1e6;
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
