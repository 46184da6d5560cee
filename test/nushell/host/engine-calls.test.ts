import { expect, it, vi } from "vitest";
import { EngineCalls, type Answer } from "../../../src/nushell/host/engine-calls.ts";
import { LabeledError } from "../../../src/nushell/index.ts";
import type { EngineCallResponse } from "../../../src/nushell/protocol/messages/message-reader.ts";
import { unpack, type Decoded } from "../message-pack.ts";

const recipient = { version: { major: 0, minor: 115, patch: 1 }, span: { start: 1, end: 2 } };
const identifier = (id: number): EngineCallResponse => ({ type: "Identifier", id });

function start() {
  const sent: Decoded[] = [];
  const calls = new EngineCalls((bytes) => sent.push(unpack(bytes)));
  const help = (context = 7) => calls.ask(context, "GetHelp", recipient, (answer) => answer);
  return { sent, calls, help };
}

it("sends questions at once, and takes their answers in any order [engine-burst]", async () => {
  const { sent, calls, help } = start();
  const asked = Promise.all([help(), help(), help()]);
  expect(sent).toEqual([0, 1, 2].map((id) => ({ EngineCall: { context: 7, id, call: "GetHelp" } })));
  for (const id of [2, 0, 1]) calls.answer(id, identifier(10 + id));
  await expect(asked).resolves.toEqual([10, 11, 12].map(identifier));
});

it("numbers the questions of several calls in one row, each in its own context", () => {
  const { sent, help } = start();
  void help(1);
  void help(2);
  expect(sent).toMatchObject([{ EngineCall: { context: 1, id: 0 } }, { EngineCall: { context: 2, id: 1 } }]);
});

it("fails a question with the engine's error", async () => {
  const { calls, help } = start();
  const asked = help();
  const error = new LabeledError("no such thing");
  calls.answer(0, { type: "Error", error });
  await expect(asked).rejects.toBe(error);
});

it("tells when a question is out, as its input may only follow it", () => {
  const { sent, calls } = start();
  let sentBefore = 0;
  void calls.ask(7, "GetHelp", recipient, vi.fn(), () => (sentBefore = sent.length));
  expect(sentBefore).toBe(1);
});

it("reads an answer before what follows it, which may belong to a stream that it opens [run-result]", async () => {
  const { calls } = start();
  const read: number[] = [];
  const take = (answer: Answer) => read.push(answer.type === "Identifier" ? answer.id : 0);
  void calls.ask(7, { FindDecl: "a" }, recipient, take);
  calls.answer(0, identifier(5));
  expect(read).toEqual([5]);
});

it("sends nothing of a question that cannot be written [value-range]", async () => {
  const { sent, calls } = start();
  const asked = calls.ask(7, { AddEnvVar: ["BIG", (out) => out.int(2n ** 64n)] }, recipient, vi.fn());
  await expect(asked).rejects.toThrow("does not fit 64 bits");
  expect(sent).toEqual([]);
});

it("ignores answers to questions that nobody asked or that are answered [unknown-ids]", async () => {
  const { calls, help } = start();
  calls.answer(99, identifier(1));
  calls.answer(99, { type: "Error", error: new LabeledError("no") });
  const asked = help();
  calls.answer(0, identifier(1));
  calls.answer(0, identifier(2));
  await expect(asked).resolves.toEqual(identifier(1));
});

it("rejects all that wait, and all that come later, when the connection ends [engine-close]", async () => {
  const { sent, calls, help } = start();
  const asked = [help(), help()];
  calls.close(new Error("the end"));
  for (const one of asked) await expect(one).rejects.toThrow("the end");
  await expect(help()).rejects.toThrow("the end");
  expect(sent).toHaveLength(2);
});
