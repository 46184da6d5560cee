import { expect, it } from "vitest";
import { LabeledError } from "../../../src/nushell/protocol/labeled-error.ts";
import * as message from "../../../src/nushell/protocol/plugin-message.ts";
import { unpack } from "../message-pack.ts";

const span = { start: 1, end: 2 };
const metadata = { data_source: "None", path_columns: [], content_type: null, custom: {} };

it("begins with the name of the encoding and its length", () => {
  expect(message.encodingPreamble).toEqual(Buffer.from([7, ...Buffer.from("msgpack")]));
});

it.each([
  ["hello", message.hello("0.101.0"), { Hello: { protocol: "nu-plugin", version: "0.101.0", features: [] } }],
  ["gcDisabled", message.gcDisabled(true), { Option: { GcDisabled: true } }],
  [
    "engineCall with content",
    message.engineCall(3, 4, { GetEnvVar: "HOME" }),
    { EngineCall: { context: 3, id: 4, call: { GetEnvVar: "HOME" } } },
  ],
  [
    "engineCall",
    message.engineCall(0, 0, "GetCurrentDir"),
    { EngineCall: { context: 0, id: 0, call: "GetCurrentDir" } },
  ],
  ["metadataResponse", message.metadataResponse(1, "1.2.3"), { CallResponse: [1, { Metadata: { version: "1.2.3" } }] }],
  [
    "signatureResponse",
    message.signatureResponse(1, [], { major: 0, minor: 115, patch: 1 }),
    { CallResponse: [1, { Signature: [] }] },
  ],
  [
    "errorResponse",
    message.errorResponse(2, new LabeledError("No")),
    { CallResponse: [2, { Error: { msg: "No", labels: [], code: null, url: null, help: null, inner: [] } }] },
  ],
  [
    "valueResponse",
    message.valueResponse(2, (out) => out.int(1), {}, span),
    { CallResponse: [2, { PipelineData: { Value: [{ Int: [1, [1, 2]] }, metadata] } }] },
  ],
  [
    "listStreamResponse",
    message.listStreamResponse(2, 9, {}, span),
    { CallResponse: [2, { PipelineData: { ListStream: { id: 9, span, metadata } } }] },
  ],
  ["listItem", message.listItem(9, (out) => out.int(1), span), { Data: [9, { List: { Int: [1, [1, 2]] } }] }],
  ["endStream", message.endStream(9), { End: 9 }],
  ["dropStream", message.dropStream(9), { Drop: 9 }],
])("writes %s as the engine reads it", (_name, bytes, expected) => {
  expect(unpack(bytes)).toEqual(expected);
});

it("writes a stream's header in the order of its fields, its span as a map as every release has read it", () => {
  const bytes = message.listStreamResponse(2, 9, {}, span).toString("latin1");
  expect(bytes.indexOf("ListStream")).toBeLessThan(bytes.indexOf("span"));
  expect(bytes.indexOf("span")).toBeLessThan(bytes.indexOf("metadata"));
});
