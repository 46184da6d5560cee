import { describe, expect, it } from "vitest";
import { readHeader } from "../../../../src/nushell/protocol/messages/pipeline-header.ts";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { pack } from "../../message-pack.ts";

const read = (wire: unknown) => readHeader(decode(pack(wire)));
const span = { start: 3, end: 9 };
const wireMetadata = { data_source: "None", path_columns: [], content_type: "text/csv", custom: {} };
const metadata = { contentType: "text/csv" };
const one = { Int: { val: 1, span } };

describe("pipeline data", () => {
  it.each<[unknown, object]>([
    ["Empty", { type: "Empty" }],
    [{ Value: [one, wireMetadata] }, { type: "Value", value: { kind: "Int", val: 1, span }, metadata }],
    [{ Value: [one, null] }, { type: "Value", value: { kind: "Int", val: 1, span }, metadata: {} }],
    [{ ListStream: { id: 4, span, metadata: wireMetadata } }, { type: "ListStream", id: 4, span, metadata }],
    [{ ListStream: { id: 4, span } }, { type: "ListStream", id: 4, span, metadata: {} }],
    ...["Binary", "String", "Unknown"].map((of): [unknown, object] => [
      { ByteStream: { id: 4, span, type: of, metadata: wireMetadata } },
      { type: "ByteStream", id: 4, span, of, metadata },
    ]),
  ])("is read from %j [pipeline-data]", (wire, header) => {
    expect(read(wire)).toEqual(header);
  });

  it.each([
    ["Full", 'unknown pipeline data: "Full"'],
    [null, "pipeline data is not a map but nil"],
    ["ListStream", "stream is not a map but missing"],
    [{ ListStream: { id: 4 } }, "span is not an array but missing"],
    [{ ListStream: { span } }, "stream id is not a number but missing"],
    [{ ByteStream: { id: 4, span } }, "byte stream's type is not a string but missing"],
    [{ ByteStream: { id: 4, span, type: "Text" } }, 'unknown byte stream type: "Text"'],
    [{ Value: [] }, "value is not a map but missing"],
    [{ Value: one }, "Value is not an array but a map"],
  ])("is refused: %j", (wire, problem) => {
    expect(() => read(wire)).toThrow(new ProtocolError(problem));
  });
});
