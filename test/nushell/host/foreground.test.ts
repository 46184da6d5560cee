import { describe, expect, it } from "vitest";
import type * as nu from "../../../src/nushell/index.ts";
import { defineCommand, empty, int, listStream, value } from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { deferred } from "./deferred.ts";
import { run } from "./engine-side.ts";
import {
  capturedStderr,
  command,
  errorReply,
  greetedPlugin,
  interruptedReply,
  intReply,
  settled,
  valueResponse,
} from "./fake-engine.ts";

const stderr = capturedStderr();
const entered = { EngineCallResponse: [0, { PipelineData: "Empty" }] };

/** A plugin whose command does `work` in the foreground, asked to enter it. */
async function entering(work: () => Promise<number>) {
  const play = command("play", async ({ engine }) => value(int, await engine.foreground(work)));
  const { engine } = await greetedPlugin([play]);
  engine.send(run(0, "play"));
  await expect(engine.first("EngineCall")).resolves.toEqual({ context: 0, id: 0, call: "EnterForeground" });
  return engine;
}

const leaving = (id: number) => ({ EngineCall: { context: 0, id, call: "LeaveForeground" } });

describe("the foreground", () => {
  it("is entered before the work begins, and left before the answer [foreground]", async () => {
    let begun = false;
    const engine = await entering(async () => {
      begun = true;
      return 7;
    });
    await settled();
    expect(begun).toBe(false);
    engine.send(entered);
    await expect(engine.reply(0)).resolves.toEqual(intReply(7));
    expect(engine.messages.slice(2)).toEqual([leaving(1), { CallResponse: expect.anything() }]);
    expect(stderr.text()).toBe("");
  });

  it("is left also when the work fails [foreground]", async () => {
    const engine = await entering(() => Promise.reject(new Error("no keys")));
    engine.send(entered);
    await expect(engine.reply(0)).resolves.toEqual(errorReply("The plugin failed: no keys"));
    expect(engine.messages.slice(2)).toEqual([leaving(1), { CallResponse: expect.anything() }]);
  });

  it("is left, before the answer, when Ctrl-C ends a call whose work goes on [foreground]", async () => {
    const engine = await entering(() => new Promise<never>(() => {}));
    engine.send(entered);
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    expect(engine.messages.slice(2)).toEqual([leaving(1), { CallResponse: expect.anything() }]);
  });

  it("is left before a streamed answer ends, where its work is in the stream [foreground]", async () => {
    async function* keys(engine: nu.Engine) {
      yield await engine.foreground(async () => 7);
      await engine.foreground(() => new Promise<never>(() => {}));
    }
    const play = command("play", ({ engine }) => listStream(int, keys(engine)));
    const { engine } = await greetedPlugin([play]);
    engine.send(run(0, "play"));
    await engine.first("EngineCall");
    engine.send(entered);
    await engine.until(() => engine.all("EngineCall")[2]);
    engine.send({ EngineCallResponse: [2, { PipelineData: "Empty" }] });
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.first("End")).resolves.toBe(0);
    expect(engine.messages.slice(-2)).toEqual([leaving(3), { End: 0 }]);
  });

  it("is left once, though the work ends after the call [foreground]", async () => {
    const work = deferred<number>();
    const engine = await entering(() => work.promise);
    engine.send(entered);
    await settled();
    engine.send({ Signal: "Interrupt" });
    await engine.reply(0);
    work.resolve(1);
    await settled();
    expect(engine.all("EngineCall")).toHaveLength(2);
    expect(stderr.text()).toBe("");
  });

  it("that Ctrl-C comes before is left before the answer, and its work does not begin [foreground]", async () => {
    let begun = false;
    const engine = await entering(async () => {
      begun = true;
      return 7;
    });
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    engine.send(entered, { EngineCallResponse: [1, { PipelineData: "Empty" }] });
    await settled();
    expect(engine.messages.slice(2)).toEqual([leaving(1), { CallResponse: expect.anything() }]);
    expect(begun).toBe(false);
    expect(stderr.text()).toBe("");
  });

  it("that comes together with Ctrl-C is left before the answer, and its work does not begin [foreground]", async () => {
    let begun = false;
    const engine = await entering(async () => {
      begun = true;
      return 7;
    });
    engine.send(entered, { Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await settled();
    expect(engine.messages.slice(2)).toEqual([leaving(1), { CallResponse: expect.anything() }]);
    expect(begun).toBe(false);
    expect(stderr.text()).toBe("");
  });

  it("where there is no terminal is gone without, and not left; stderr says so [foreground-none]", async () => {
    const engine = await entering(async () => 7);
    engine.send({ EngineCallResponse: [0, { Error: { msg: "not interactive" } }] });
    await expect(engine.reply(0)).resolves.toEqual(intReply(7));
    expect(engine.all("EngineCall")).toHaveLength(1);
    expect(stderr.text()).toBe("There is no terminal, continuing without it: not interactive\n");
  });

  it("that an external command has is left at once and asked for again until that has ended [foreground-pipeline]", async () => {
    let begun = false;
    const engine = await entering(async () => {
      begun = true;
      return 7;
    });
    const questions = (count: number) => engine.until(() => engine.all("EngineCall")[count - 1]);
    const left = (id: number) => ({ EngineCallResponse: [id, { PipelineData: "Empty" }] });
    engine.send(valueResponse(0, wire.int(4711)));
    await questions(3);
    engine.send(left(1), valueResponse(2, wire.int(4711)));
    await questions(5);
    expect(begun).toBe(false);
    engine.send(left(3), { EngineCallResponse: [4, { PipelineData: "Empty" }] });
    await expect(engine.reply(0)).resolves.toEqual(intReply(7));
    const calls = ["EnterForeground", "LeaveForeground"];
    expect(engine.all("EngineCall")).toMatchObject([...calls, ...calls, ...calls].map((call) => ({ call })));
  });

  it("that an external command has is waited for no longer at Ctrl-C [foreground-pipeline]", async () => {
    const engine = await entering(async () => 7);
    engine.send(valueResponse(0, wire.int(4711)));
    await engine.until(() => engine.all("EngineCall")[1]);
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(engine.all("EngineCall")).toMatchObject([{ call: "EnterForeground" }, { call: "LeaveForeground" }]);
    expect(stderr.text()).toBe("");
  });

  it("that Nushell will not take back is told of on stderr, and the call goes on", async () => {
    const engine = await entering(async () => 7);
    engine.send(entered);
    await engine.reply(0);
    engine.send({ EngineCallResponse: [1, { Error: { msg: "lost it" } }] });
    await settled();
    expect(stderr.text()).toBe("Could not leave the foreground: LabeledError: lost it\n");
  });
});

it.each([
  { needsTerminal: true, features: [{ name: "LocalSocket" }] },
  { needsTerminal: false, features: [] },
])(
  "offers the local socket, which leaves stdin to the terminal, only when a command needs that: $needsTerminal [foreground-socket]",
  async ({ needsTerminal, features }) => {
    const play = defineCommand({ name: "play", summary: "Play", category: "test", needsTerminal, run: () => empty });
    const { engine } = await greetedPlugin([play]);
    await expect(engine.first("Hello")).resolves.toMatchObject({ features });
  },
);
