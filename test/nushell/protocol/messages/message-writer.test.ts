import { describe, expect, it } from "vitest";
import { encodingPreamble } from "../../../../src/nushell/protocol/messages/encoding.ts";
import * as message from "../../../../src/nushell/protocol/messages/message-writer.ts";
import type { EngineCall } from "../../../../src/nushell/protocol/messages/message-writer.ts";
import type { OutgoingHeader } from "../../../../src/nushell/protocol/messages/pipeline-header.ts";
import { LabeledError } from "../../../../src/nushell/protocol/values/labeled-error.ts";
import { Range } from "../../../../src/nushell/protocol/values/range.ts";
import { Closure } from "../../../../src/nushell/protocol/values/value.ts";
import { unpack, type Decoded } from "../../message-pack.ts";
import { release } from "../release.ts";

const span = { start: 1, end: 2 };
const at = [1, 2];
const recipient = { version: release(115), span };
const metadata = { data_source: "None", path_columns: [], content_type: null, custom: {} };
const no = { msg: "No", labels: [], code: null, url: null, help: null, inner: [] };

it("begins with the name of the encoding and its length", () => {
  expect([...Buffer.from(encodingPreamble)]).toEqual([7, ...Buffer.from("msgpack")]);
});

describe("what a plugin says", () => {
  it.each<[string, Buffer, Decoded]>([
    [
      "hello",
      message.hello("0.101.0", { localSocket: false }),
      { Hello: { protocol: "nu-plugin", version: "0.101.0", features: [] } },
    ],
    [
      "hello of one that needs the terminal",
      message.hello("0.115.2-nightly.3", { localSocket: true }),
      { Hello: { protocol: "nu-plugin", version: "0.115.2-nightly.3", features: [{ name: "LocalSocket" }] } },
    ],
    ["gcDisabled", message.gcDisabled(true), { Option: { GcDisabled: true } }],
    ["rawData", message.rawData(9, Buffer.of(1, 2)), { Data: [9, { Raw: { Ok: Buffer.of(1, 2) } }] }],
    ["rawError", message.rawError(9, new LabeledError("No")), { Data: [9, { Raw: { Err: no } }] }],
    ["endStream", message.endStream(9), { End: 9 }],
    ["dropStream", message.dropStream(9), { Drop: 9 }],
    ["acknowledge", message.acknowledge(70_000), { Ack: 70_000 }],
  ])("%s is what the engine reads [plugin-messages]", (_name, bytes, expected) => {
    expect(unpack(bytes)).toEqual(expected);
  });
});

describe("an answer", () => {
  it.each<[string, Buffer, Decoded]>([
    ["metadata", message.metadataResponse(2, "1.2.3"), { Metadata: { version: "1.2.3" } }],
    ["signatures", message.signatureResponse(2, []), { Signature: [] }],
    ["an error", message.errorResponse(2, new LabeledError("No")), { Error: no }],
    ["ok", message.okResponse(2), "Ok"],
    ["less", message.orderingResponse(2, "Less"), { Ordering: "Less" }],
    ["equal", message.orderingResponse(2, "Equal"), { Ordering: "Equal" }],
    ["greater", message.orderingResponse(2, "Greater"), { Ordering: "Greater" }],
    ["no order", message.orderingResponse(2, undefined), { Ordering: null }],
    [
      "completions",
      message.completionResponse(2, [{ value: "a" }]),
      { CompletionItems: [expect.objectContaining({ value: "a", append_whitespace: true })] },
    ],
    ["no completions", message.completionResponse(2, []), { CompletionItems: [] }],
    ["Nushell's own completions", message.completionResponse(2, undefined), { CompletionItems: null }],
  ])("of %s is what the engine reads [plugin-answers]", (_name, bytes, expected) => {
    expect(unpack(bytes)).toEqual({ CallResponse: [2, expected] });
  });

  it.each<[string, OutgoingHeader, Decoded]>([
    ["nothing", "Empty", "Empty"],
    ["a value", { value: (out) => out.int(1), metadata: {} }, { Value: [{ Int: [1, at] }, metadata] }],
    [
      "a list stream",
      { listStream: 9, metadata: { contentType: "text/csv" } },
      { ListStream: { id: 9, span, metadata: { ...metadata, content_type: "text/csv" } } },
    ],
    ...(["Binary", "String", "Unknown"] as const).map((of): [string, OutgoingHeader, Decoded] => [
      `a byte stream of type ${of}`,
      { byteStream: 9, of, metadata: {} },
      { ByteStream: { id: 9, span, type: of, metadata } },
    ]),
  ])("of %s is what the engine reads [plugin-answers]", (_name, header, expected) => {
    expect(unpack(message.pipelineDataResponse(2, header, recipient))).toEqual({
      CallResponse: [2, { PipelineData: expected }],
    });
  });

  it("has a stream's header in the order of its fields, its span as a map as every release has read it", () => {
    const bytes = message.pipelineDataResponse(2, { listStream: 9, metadata: {} }, recipient).toString("latin1");
    expect(bytes.indexOf("ListStream")).toBeLessThan(bytes.indexOf("span"));
    expect(bytes.indexOf("span")).toBeLessThan(bytes.indexOf("metadata"));
  });
});

describe("a question", () => {
  const closure = new Closure(7, [[5, { kind: "Int", val: 1, span: { start: 8, end: 9 } }]]);
  const redirections = { redirectStdout: true, redirectStderr: false };
  const sent = { redirect_stdout: true, redirect_stderr: false };

  it.each<[EngineCall, Decoded]>([
    ...(
      [
        "GetConfig",
        "GetPluginConfig",
        "GetEnvVars",
        "GetCurrentDir",
        "GetHelp",
        "EnterForeground",
        "LeaveForeground",
      ] as const
    ).map((call): [EngineCall, Decoded] => [call, call]),
    [{ GetEnvVar: "HOME" }, { GetEnvVar: "HOME" }],
    [{ AddEnvVar: ["A", (out) => out.int(1)] }, { AddEnvVar: ["A", { Int: [1, at] }] }],
    [{ GetSpanContents: { start: 3, end: 9 } }, { GetSpanContents: { start: 3, end: 9 } }],
    [{ FindDecl: "str upcase" }, { FindDecl: "str upcase" }],
    [{ GetBlockIR: 7 }, { GetBlockIR: 7 }],
    [
      { EvalClosure: { closure, positional: [(out) => out.int(2)], input: "Empty", ...redirections } },
      {
        EvalClosure: {
          closure: { item: { block_id: 7, captures: [[5, { Int: [1, [8, 9]] }]] }, span },
          positional: [{ Int: [2, at] }],
          input: "Empty",
          ...sent,
        },
      },
    ],
    [
      {
        CallDecl: {
          declId: 12,
          positional: [(out) => out.int(2)],
          named: [
            ["long", undefined],
            ["limit", (out) => out.int(3)],
          ],
          input: { listStream: 4, metadata: {} },
          redirectStdout: false,
          redirectStderr: true,
        },
      },
      {
        CallDecl: {
          decl_id: 12,
          call: {
            head: span,
            positional: [{ Int: [2, at] }],
            named: [
              [{ item: "long", span }, null],
              [{ item: "limit", span }, { Int: [3, at] }],
            ],
          },
          input: { ListStream: { id: 4, span, metadata } },
          redirect_stdout: false,
          redirect_stderr: true,
        },
      },
    ],
  ])("to the engine is what it reads: %j [engine-calls]", (call, expected) => {
    expect(unpack(message.engineCall(3, 4, call, recipient))).toEqual({
      EngineCall: { context: 3, id: 4, call: expected },
    });
  });

  it("writes its values for the release that is asked [value-releases]", () => {
    const range = { kind: "Range", val: new Range({ start: 1 }), span } as const;
    const add = (minor: number) =>
      unpack(
        message.engineCall(3, 4, { AddEnvVar: ["A", (out) => out.value(range)] }, { version: release(minor), span }),
      );
    expect(add(114)).toMatchObject({ EngineCall: { call: { AddEnvVar: ["A", { Range: ["1..", at] }] } } });
    expect(add(113)).toMatchObject({ EngineCall: { call: { AddEnvVar: ["A", { Range: [{ IntRange: {} }, at] }] } } });
  });
});
