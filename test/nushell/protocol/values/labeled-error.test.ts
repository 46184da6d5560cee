import { describe, expect, it } from "vitest";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import {
  encodeLabeledError,
  LabeledError,
  readLabeledError,
} from "../../../../src/nushell/protocol/values/labeled-error.ts";
import { pack, unpack } from "../../message-pack.ts";

const encoded = (error: LabeledError) => unpack(encode(encodeLabeledError(error)));

it("carries message, labels, code, address and help to Nushell [error-parts]", () => {
  const error = new LabeledError("No such task", {
    code: "orch::no_task",
    help: "See orch tasks",
    url: "https://example.org/no-task",
    labels: [{ text: "this one", span: { start: 4, end: 8 } }],
    inner: [new LabeledError("Because", { code: "orch::why" })],
    cause: new Error("ENOENT"),
  });
  expect(error.name).toBe("LabeledError");
  expect(error.cause).toEqual(new Error("ENOENT"));
  expect(encoded(error)).toEqual({
    msg: "No such task",
    labels: [{ text: "this one", span: { start: 4, end: 8 } }],
    code: "orch::no_task",
    url: "https://example.org/no-task",
    help: "See orch tasks",
    inner: [{ msg: "Because", labels: [], code: "orch::why", url: null, help: null, inner: [] }],
  });
});

it("needs only a message", () => {
  expect(encoded(new LabeledError("No"))).toEqual({
    msg: "No",
    labels: [],
    code: null,
    url: null,
    help: null,
    inner: [],
  });
});

it("drops labels at places that would print an environment variable or stop Nushell [error-spans]", () => {
  const spans = [
    { start: 0, end: 0 },
    { start: 9, end: 8 },
    { start: -5, end: 8 },
    { start: 1.5, end: 8 },
    { start: 1, end: Infinity },
    { start: 0, end: 1 },
    { start: 5, end: 5 },
  ];
  const error = new LabeledError("No", { labels: spans.map((span) => ({ text: "here", span })) });
  expect(encoded(error)).toMatchObject({
    labels: [
      { text: "here", span: { start: 0, end: 1 } },
      { text: "here", span: { start: 5, end: 5 } },
    ],
  });
});

describe("an error of Nushell's", () => {
  const read = (wire: unknown) => readLabeledError(decode(pack(wire)));
  const span = { start: 4, end: 8 };

  it("is read with all its parts [error-reading]", () => {
    const options = {
      code: "nu::shell::x",
      url: "https://example.org",
      help: "Do y",
      labels: [{ text: "here", span }],
    };
    const error = read({ msg: "No", ...options, inner: [{ msg: "Because" }] });
    expect(error).toBeInstanceOf(LabeledError);
    expect(error.message).toBe("No");
    expect(error.options).toEqual({ ...options, inner: [new LabeledError("Because", { labels: [], inner: [] })] });
  });

  it("needs only a message: what is missing or nil is left out", () => {
    for (const rest of [{}, { labels: null, code: null, url: null, help: null, inner: null, severity: "loud" }]) {
      expect(read({ msg: "No", ...rest }).options).toEqual({ labels: [], inner: [] });
    }
  });

  it.each([
    [{}, "msg is not a string but missing"],
    ["No", "error is not a map but a string"],
    [{ msg: "No", code: 1 }, "code is not a string but a number"],
    [{ msg: "No", labels: [{ span }] }, "label is not a string but missing"],
    [{ msg: "No", labels: [{ text: "here" }] }, "span is not an array but missing"],
    [{ msg: "No", inner: [1] }, "error is not a map but a number"],
  ])("is refused: %j", (wire, problem) => {
    expect(() => read(wire)).toThrow(new ProtocolError(problem));
  });
});
