import { expect, it } from "vitest";
import { encodeLabeledError, LabeledError } from "../../../src/nushell/protocol/labeled-error.ts";
import { encode } from "../../../src/nushell/protocol/msgpack-writer.ts";
import { unpack } from "../message-pack.ts";

const encoded = (error: LabeledError) => unpack(encode(encodeLabeledError(error)));

it("carries message, labels, code, address and help to Nushell [error-parts]", () => {
  const error = new LabeledError("No such task", {
    code: "orch::no_task",
    help: "See orch tasks",
    url: "https://example.org/no-task",
    labels: [{ text: "this one", span: { start: 4, end: 8 } }],
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
    inner: [],
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
