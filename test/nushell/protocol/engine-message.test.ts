import { describe, expect, it } from "vitest";
import { decode } from "../../../src/nushell/protocol/codec.ts";
import { readEngineMessage } from "../../../src/nushell/protocol/engine-message.ts";
import { ProtocolError } from "../../../src/nushell/protocol/wire-reader.ts";
import { pack } from "../message-pack.ts";

const read = (message: unknown) => readEngineMessage(decode(pack(message)));
const span = { start: 1, end: 5 };
const call = { head: span, positional: [], named: [] };
const run = (input: unknown, changes: object = {}) => ({
  Call: [1, { Run: { name: "orch", call: { ...call, ...changes }, input } }],
});

describe("reads", () => {
  it("Hello, with or without features", () => {
    const hello = { type: "Hello", protocol: "nu-plugin", version: "0.115.1" };
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [{ name: "LocalSocket" }] } })).toEqual(
      hello,
    );
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.115.1" } })).toEqual(hello);
  });

  it("Goodbye, signals and what is said of streams", () => {
    expect(read("Goodbye")).toEqual({ type: "Goodbye" });
    expect(read({ Signal: "Interrupt" })).toEqual({ type: "Signal", signal: "Interrupt" });
    expect(read({ Signal: "Reset" })).toEqual({ type: "Signal", signal: "Reset" });
    for (const type of ["End", "Drop", "Ack"]) expect(read({ [type]: 3 })).toEqual({ type, id: 3 });
    expect(read({ Data: [3, { List: { Int: { val: 1, span } } }] })).toEqual({ type: "Data", id: 3 });
    expect(read({ Data: [3, { Raw: { Ok: [1, 2] } }] })).toEqual({ type: "Data", id: 3 });
  });

  it("calls that are not a command's, whatever they hold", () => {
    for (const type of ["Metadata", "Signature"]) {
      expect(read({ Call: [7, type] })).toEqual({ type: "Call", id: 7, call: { type } });
    }
    for (const type of ["GetCompletion", "CustomValueOp"]) {
      expect(read({ Call: [7, { [type]: { anything: 1 } }] })).toEqual({ type: "Call", id: 7, call: { type } });
    }
  });

  it("a command's arguments", () => {
    const arg = (name: string, value: unknown) => [{ item: name, span }, value];
    const message = read(
      run("Empty", {
        positional: [{ String: { val: "a", span } }],
        named: [arg("long", null), arg("limit", { Int: { val: 3, span } }), arg("raw", { Nothing: { span } })],
      }),
    );
    expect(message).toEqual({
      type: "Call",
      id: 1,
      call: {
        type: "Run",
        name: "orch",
        input: { type: "Empty" },
        call: {
          head: span,
          positional: [{ kind: "String", val: "a", span }],
          named: [
            { name: "long", span, value: undefined },
            { name: "limit", span, value: { kind: "Int", val: 3, span } },
            { name: "raw", span, value: { kind: "Nothing", span } },
          ],
        },
      },
    });
  });

  it.each([
    ["Empty", { type: "Empty" }],
    [{ Value: [{ Int: { val: 1, span } }, null] }, { type: "Value" }],
    [{ ListStream: { id: 4, span, metadata: null } }, { type: "ListStream", id: 4 }],
    [{ ByteStream: { id: 4, span, type: "Unknown" } }, { type: "ByteStream", id: 4 }],
  ])("input %j", (header, input) => {
    expect(read(run(header))).toMatchObject({ call: { input } });
  });

  it.each([
    [{ PipelineData: "Empty" }, { type: "Value", value: undefined }],
    [
      { PipelineData: { Value: [{ String: { val: "/home", span } }, null] } },
      { type: "Value", value: { kind: "String", val: "/home", span } },
    ],
  ])("answer %j to an engine call", (answer, response) => {
    expect(read({ EngineCallResponse: [6, answer] })).toEqual({ type: "EngineCallResponse", id: 6, response });
  });

  it.each([
    [{ msg: "no", help: "ask" }, { help: "ask" }],
    [{ msg: "no", help: null, labels: [] }, {}],
  ])("error %j as the answer to an engine call", (answer, options) => {
    const error: unknown = expect.objectContaining({ message: "no", options });
    expect(read({ EngineCallResponse: [6, { Error: answer }] })).toMatchObject({ response: { type: "Error", error } });
  });

  it("on when a later release adds fields [unknown-fields]", () => {
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.200.0", mood: "fine" } })).toMatchObject({
      type: "Hello",
    });
    expect(read(run({ ListStream: { id: 1, colour: "red" } }, { colour: "red" }))).toMatchObject({
      call: { input: { type: "ListStream", id: 1 } },
    });
    expect(read({ Call: [1, "Metadata", "more"] })).toMatchObject({ type: "Call" });
  });
});

describe("refuses", () => {
  it.each([
    [null, "message is not a map but nil"],
    [[], "message is not a map but an array"],
    [5, "message is not a map but a number"],
    [{}, "message is not a variant but a map"],
    [{ Drop: 1, Ack: 1 }, "message is not a variant but a map"],
    ["Farewell", 'unknown message: "Farewell"'],
    [{ __proto__x: 1 }, 'unknown message: "__proto__x"'],
    ["Hello", "Hello is not a map but missing"],
    [{ Hello: { version: "0.115.1" } }, "Hello.protocol is not a string but missing"],
    [{ Hello: { protocol: "nu-plugin", version: 115 } }, "Hello.version is not a string but a number"],
    [{ Call: 1 }, "Call is not an array but a number"],
    [{ Call: [] }, "Call id is not a number but missing"],
    [{ Call: ["1", "Metadata"] }, "Call id is not a number but a string"],
    [{ Call: [1] }, "plugin call is not a map but missing"],
    [{ Call: [1, "Dance"] }, 'unknown plugin call: "Dance"'],
    [{ Call: [1, "Run"] }, "Run is not a map but missing"],
    [{ Call: [1, { Run: { call, input: "Empty" } }] }, "Run.name is not a string but missing"],
    [{ Call: [1, { Run: { name: "orch", input: "Empty" } }] }, "call is not a map but missing"],
    [run(undefined), "pipeline data is not a map but nil"],
    [run("Full"), 'unknown pipeline data: "Full"'],
    [run("ListStream"), "ListStream is not a map but missing"],
    [run({ ByteStream: {} }), "stream id is not a number but missing"],
    [run("Empty", { head: undefined }), "span is not a map but nil"],
    [run("Empty", { positional: null }), "positional is not an array but nil"],
    [run("Empty", { positional: [1] }), "value is not a map but a number"],
    [run("Empty", { named: {} }), "named is not an array but a map"],
    [run("Empty", { named: [["x", null]] }), "argument name is not a map but a string"],
    [run("Empty", { named: [[{ span }, null]] }), "argument name is not a string but missing"],
    [run("Empty", { named: [[{ item: "x", span }]] }), "value is not a map but missing"],
    [{ EngineCallResponse: [1] }, "engine call response is not a map but missing"],
    [{ EngineCallResponse: ["1", "Empty"] }, "EngineCallResponse id is not a number but a string"],
    [{ EngineCallResponse: [1, { Song: 1 }] }, 'unknown engine call response: "Song"'],
    [{ EngineCallResponse: [1, { PipelineData: "Full" }] }, 'unknown answer to an engine call: "Full"'],
    [{ EngineCallResponse: [1, { Error: {} }] }, "msg is not a string but missing"],
    [{ Data: [] }, "Data id is not a number but missing"],
    [{ Ack: null }, "Ack is not a number but nil"],
    [{ Drop: 2n ** 60n }, "Drop is not a number but a bigint"],
    [{ Signal: "Applause" }, 'unknown signal: "Applause"'],
    [{ Signal: 2 }, "Signal is not a string but a number"],
  ])("%o", (message, problem) => {
    expect(() => read(message)).toThrow(new ProtocolError(problem));
  });
});
