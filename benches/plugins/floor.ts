// The least a plugin can do: it answers with bytes that it has encoded before, and uses nothing of the SDK.
import { Packr, Unpackr } from "msgpackr";
import { makeRows, type Row } from "./rows.ts";

interface Message {
  readonly Hello?: { readonly version: string };
  readonly Call?: readonly [id: number, call: Call];
}

type Call = "Metadata" | "Signature" | { readonly Run: { readonly name: string; readonly call: RunCall } };

interface RunCall {
  readonly head: Span;
  readonly positional: readonly { readonly Int: { readonly val: number } }[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const streamId = 7;
const window = 100;
const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false });
const ack = Buffer.from(packr.pack({ Ack: streamId }));
const end = Buffer.from(packr.pack({ End: streamId }));
const rows = makeRows(100_000);

/** By the number of rows. */
const values = new Map<number, Buffer>();
/** All of the stream's messages, and where each ends. */
let stream: { readonly bytes: Buffer; readonly ends: readonly number[] } | undefined;
let sent = 0;

/** In the array form, as the SDK writes it. */
function encodable({ id, status, created_at, priority }: Row, span: readonly number[]) {
  const cells = {
    id: { String: [id, span] },
    status: { String: [status, span] },
    created_at: { Date: [created_at, span] },
    priority: { Int: [priority, span] },
  };
  return { Record: [cells, span] };
}

function encodeValue(count: number, span: readonly number[]): Buffer {
  const list = { List: [rows.slice(0, count).map((row) => encodable(row, span)), span] };
  return Buffer.from(packr.pack({ PipelineData: { Value: [list, null] } }));
}

function encodeStream(span: readonly number[]): NonNullable<typeof stream> {
  const messages = rows.map((row) => Buffer.from(packr.pack({ Data: [streamId, { List: encodable(row, span) }] })));
  let length = 0;
  return { bytes: Buffer.concat(messages), ends: messages.map((message) => (length += message.length)) };
}

/** Sends as many more items as were acknowledged, in one write. */
function advance(count: number): void {
  if (stream === undefined || sent === rows.length) return;
  const start = sent === 0 ? 0 : stream.ends[sent - 1];
  sent = Math.min(sent + count, rows.length);
  process.stdout.write(stream.bytes.subarray(start, stream.ends[sent - 1]));
  if (sent === rows.length) process.stdout.write(end);
}

function send(message: unknown): void {
  process.stdout.write(packr.pack(message));
}

const countArgument = { name: "count", desc: "", shape: "Int", var_id: null, default_value: null };

function signature(name: string) {
  const texts = { name, description: "", extra_description: "", search_terms: [], category: "Default" };
  const parameters = {
    required_positional: [],
    optional_positional: [countArgument],
    rest_positional: null,
    named: [],
  };
  const types = { input_output_types: [["Nothing", "Any"]], allow_variants_without_examples: true };
  const flags = { is_filter: false, creates_scope: false, allows_unknown_args: false };
  return { sig: { ...texts, ...parameters, ...types, ...flags }, examples: [] };
}

function answer(id: number, call: Call): void {
  if (call === "Metadata") return send({ CallResponse: [id, { Metadata: { version: "1.0.0" } }] });
  if (call === "Signature") {
    return send({ CallResponse: [id, { Signature: [signature("floor stream"), signature("floor value")] }] });
  }
  const { name, call: run } = call.Run;
  const span = [run.head.start, run.head.end];
  if (name === "floor value") {
    const count = run.positional[0]?.Int.val ?? 10_000;
    const value = values.get(count) ?? encodeValue(count, span);
    values.set(count, value);
    // {CallResponse: [id, , then a copy of what was encoded.
    const header = Buffer.concat([Buffer.of(0x81), packr.pack("CallResponse"), Buffer.of(0x92), packr.pack(id)]);
    process.stdout.write(Buffer.concat([header, value]));
    return;
  }
  stream ??= encodeStream(span);
  sent = 0;
  send({ CallResponse: [id, { PipelineData: { ListStream: { id: streamId, span: run.head, metadata: null } } }] });
  advance(window);
}

process.stdout.write("\x07msgpack");
process.stdin.on("data", (chunk: Buffer) => {
  // Nushell's messages to this plugin are so short that none is ever split.
  let at = 0;
  while (at + ack.length <= chunk.length && ack.compare(chunk, at, at + ack.length) === 0) at += ack.length;
  advance(at / ack.length);
  if (at === chunk.length) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Nushell sends, as far as it is read here.
  for (const { Hello, Call } of (unpackr.unpackMultiple(chunk.subarray(at)) ?? []) as readonly Message[]) {
    if (Hello !== undefined) send({ Hello: { protocol: "nu-plugin", version: Hello.version, features: [] } });
    if (Call !== undefined) answer(...Call);
  }
});
