import { describe, expect, it } from "vitest";
import { readEngineMessage } from "../../../../src/nushell/protocol/messages/message-reader.ts";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { CustomValue } from "../../../../src/nushell/protocol/values/value-classes.ts";
import { pack } from "../../message-pack.ts";

const read = (message: unknown) => readEngineMessage(decode(pack(message)));
const span = { start: 1, end: 5 };
const call = { head: span, positional: [], named: [] };
const run = (input: unknown, changes: object = {}) => ({
  Call: [1, { Run: { name: "orch", call: { ...call, ...changes }, input } }],
});

const completion = (changes: object) => {
  const whole = { name: "orch", arg_type: { Positional: 1 }, call: { call: {}, strip: false, pos: 1 } };
  return { Call: [1, { GetCompletion: { ...whole, ...changes } }] };
};
const mapOf = (fields: object) => new Map<string, unknown>(Object.entries(fields));

describe("reads", () => {
  it("Hello, with or without features [engine-messages]", () => {
    const hello = { type: "Hello", protocol: "nu-plugin", version: "0.115.1" };
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [{ name: "LocalSocket" }] } })).toEqual(
      hello,
    );
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.115.1" } })).toEqual(hello);
  });

  it("Goodbye, signals and what is said of streams [engine-messages]", () => {
    expect(read("Goodbye")).toEqual({ type: "Goodbye" });
    expect(read({ Signal: "Interrupt" })).toEqual({ type: "Signal", signal: "Interrupt" });
    expect(read({ Signal: "Reset" })).toEqual({ type: "Signal", signal: "Reset" });
    for (const type of ["End", "Drop", "Ack"]) expect(read({ [type]: 3 })).toEqual({ type, id: 3 });
  });

  it("what streams carry: values, bytes, and why there are no more [stream-data]", () => {
    const data = (content: unknown) => read({ Data: [3, content] });
    const value = { kind: "Int", val: 1, span };
    expect(data({ List: { Int: { val: 1, span } } })).toEqual({ type: "Data", id: 3, data: { type: "List", value } });
    const bytes = { type: "Raw", bytes: Uint8Array.of(1, 2) };
    expect(data({ Raw: { Ok: [1, 2] } })).toEqual({ type: "Data", id: 3, data: bytes });
    const error = { type: "Error", error: expect.objectContaining({ message: "no more" }) };
    expect(data({ Raw: { Err: { msg: "no more" } } })).toEqual({ type: "Data", id: 3, data: error });
  });

  it("calls for the plugin's metadata and signatures [engine-messages]", () => {
    for (const type of ["Metadata", "Signature"]) {
      expect(read({ Call: [7, type] })).toEqual({ type: "Call", id: 7, call: { type } });
    }
  });

  it.each([
    [{ Flag: "status" }, { flag: "status" }],
    [{ Positional: 1 }, { positional: 1 }],
  ])("a call for what TAB offers at %j [completion-calls]", (argument, expected) => {
    const content = { call: { decl_id: 5, arguments: [] }, strip: true, pos: 20 };
    expect(read({ Call: [7, { GetCompletion: { name: "orch", arg_type: argument, call: content } }] })).toEqual({
      type: "Call",
      id: 7,
      call: {
        type: "GetCompletion",
        name: "orch",
        argument: expected,
        call: mapOf({ decl_id: 5, arguments: [] }),
        strip: true,
        position: 20,
      },
    });
  });

  it("a call of an operation of a custom value [custom-value-ops]", () => {
    const item = { name: "X", data: [1, 2], notify_on_drop: true };
    expect(read({ Call: [7, { CustomValueOp: [{ item, span }, "ToBaseValue"] }] })).toEqual({
      type: "Call",
      id: 7,
      call: {
        type: "CustomValueOp",
        value: new CustomValue("X", Uint8Array.of(1, 2), true),
        span,
        op: { type: "ToBaseValue" },
      },
    });
  });

  it("arguments whose values come from elsewhere at places in the call [argument-places]", () => {
    const head = { start: 40, end: 44 };
    const flag = { start: 50, end: 56 };
    const before = { start: 8, end: 12 };
    const nowhere = { start: 0, end: 0 };
    const int = (at: object) => ({ Int: { val: 3, span: at } });
    const message = read(
      run("Empty", {
        head,
        positional: [int(before), int(nowhere), int(flag), { List: { vals: [int(before)], span: before } }],
        named: [
          [{ item: "a", span: flag }, int(before)],
          [{ item: "b", span: before }, int(before)],
          [{ item: "c", span: nowhere }, null],
        ],
      }),
    );
    expect(message).toMatchObject({
      call: {
        call: {
          positional: [{ span: head }, { span: head }, { span: flag }, { span: head, vals: [{ span: before }] }],
          named: [{ span: flag, value: { span: flag } }, { span: head, value: { span: head } }, { span: head }],
        },
      },
    });
  });

  it("a command's arguments [evaluated-calls]", () => {
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
    [
      { Value: [{ Int: { val: 1, span } }, null] },
      { type: "Value", value: { kind: "Int", val: 1, span }, metadata: {} },
    ],
    [{ ListStream: { id: 4, span, metadata: null } }, { type: "ListStream", id: 4, span, metadata: {} }],
  ])("input %j", (header, input) => {
    expect(read(run(header))).toMatchObject({ call: { input } });
  });

  it.each([
    [{ PipelineData: "Empty" }, { type: "PipelineData", data: { type: "Empty" } }],
    [
      { PipelineData: { Value: [{ String: { val: "/home", span } }, null] } },
      { type: "PipelineData", data: { type: "Value", value: { kind: "String", val: "/home", span }, metadata: {} } },
    ],
    [
      { PipelineData: { ByteStream: { id: 4, span, type: "Unknown", metadata: null } } },
      { type: "PipelineData", data: { type: "ByteStream", id: 4, span, of: "Unknown", metadata: {} } },
    ],
    [
      { ValueMap: { HOME: { String: { val: "/home", span } } } },
      { type: "ValueMap", values: new Map([["HOME", { kind: "String", val: "/home", span }]]) },
    ],
    [{ Identifier: 12 }, { type: "Identifier", id: 12 }],
    [
      { Config: { rm: { always_trash: false } } },
      { type: "Config", content: mapOf({ rm: mapOf({ always_trash: false }) }) },
    ],
    [{ IrBlock: { instructions: [] } }, { type: "IrBlock", content: mapOf({ instructions: [] }) }],
    [
      { Error: { msg: "no", help: "ask" } },
      {
        type: "Error",
        error: expect.objectContaining({ message: "no", options: expect.objectContaining({ help: "ask" }) }),
      },
    ],
  ])("the answer %j to an engine call [engine-call-answers]", (answer, response) => {
    expect(read({ EngineCallResponse: [6, answer] })).toEqual({ type: "EngineCallResponse", id: 6, response });
  });

  it("on when a later release adds fields [unknown-fields]", () => {
    expect(read({ Hello: { protocol: "nu-plugin", version: "0.200.0", mood: "fine" } })).toMatchObject({
      type: "Hello",
    });
    expect(read(run({ ListStream: { id: 1, span, colour: "red" } }, { colour: "red" }))).toMatchObject({
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
    [run("Empty", { head: undefined }), "span is not an array but nil"],
    [run("Empty", { positional: null }), "positional is not an array but nil"],
    [run("Empty", { positional: [1] }), "value is not a map but a number"],
    [run("Empty", { named: {} }), "named is not an array but a map"],
    [run("Empty", { named: [["x", null]] }), "argument name is not a map but a string"],
    [run("Empty", { named: [[{ span }, null]] }), "argument name is not a string but missing"],
    [run("Empty", { named: [[{ item: "x", span }]] }), "value is not a map but missing"],
    [{ EngineCallResponse: [1] }, "engine call response is not a map but missing"],
    [{ EngineCallResponse: ["1", "Empty"] }, "EngineCallResponse id is not a number but a string"],
    [{ EngineCallResponse: [1, { Song: 1 }] }, 'unknown engine call response: "Song"'],
    [{ EngineCallResponse: [1, { PipelineData: "Full" }] }, 'unknown pipeline data: "Full"'],
    [{ EngineCallResponse: [1, { ValueMap: [] }] }, "ValueMap is not a map but an array"],
    [{ EngineCallResponse: [1, { Identifier: "x" }] }, "Identifier is not a number but a string"],
    [{ EngineCallResponse: [1, { Error: {} }] }, "msg is not a string but missing"],
    [{ Data: [] }, "Data id is not a number but missing"],
    [{ Data: [1] }, "stream data is not a map but missing"],
    [{ Data: [1, { Song: 1 }] }, 'unknown stream data: "Song"'],
    [{ Data: [1, { List: 1 }] }, "value is not a map but a number"],
    [{ Data: [1, { Raw: { Maybe: [] } }] }, 'unknown raw data: "Maybe"'],
    [{ Data: [1, { Raw: { Ok: "x" } }] }, "Raw is not an array but a string"],
    [{ Call: [1, "CustomValueOp"] }, "CustomValueOp is not an array but missing"],
    [{ Call: [1, { CustomValueOp: [{ span }] }] }, "custom value is not a map but missing"],
    [{ Call: [1, { GetCompletion: {} }] }, "call is not a map but missing"],
    [completion({ arg_type: { Rest: 1 } }), 'unknown argument: "Rest"'],
    [completion({ arg_type: { Flag: 1 } }), "Flag is not a string but a number"],
    [completion({ arg_type: { Positional: "x" } }), "Positional is not a number but a string"],
    [completion({ call: { strip: false } }), "pos is not a number but missing"],
    [completion({ call: { pos: 1 } }), "strip is not a boolean but missing"],
    [{ Ack: null }, "Ack is not a number but nil"],
    [{ Drop: 2n ** 60n }, "Drop is not a number but a bigint"],
    [{ Signal: "Applause" }, 'unknown signal: "Applause"'],
    [{ Signal: 2 }, "Signal is not a string but a number"],
  ])("%o", (message, problem) => {
    expect(() => read(message)).toThrow(new ProtocolError(problem));
  });
});
