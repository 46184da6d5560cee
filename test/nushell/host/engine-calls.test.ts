import { describe, expect, it, vi } from "vitest";
import { CallEngine, EngineCalls } from "../../../src/nushell/host/engine-calls.ts";
import { LabeledError, type Value } from "../../../src/nushell/index.ts";
import { type Decoded, unpack } from "../message-pack.ts";

const span = { start: 1, end: 2 };
const text = (val: string): Value => ({ kind: "String", val, span });

function start(context = 7) {
  const sent: Decoded[] = [];
  const keepAlive = vi.fn();
  const calls = new EngineCalls((bytes) => sent.push(unpack(bytes)));
  const version = { major: 0, minor: 115, patch: 1 };
  return { sent, calls, keepAlive, engine: new CallEngine({ version, context, calls, keepAlive }) };
}

describe("questions", () => {
  it("go out in one burst and are answered in any order [engine-burst]", async () => {
    const { sent, calls, engine } = start();
    const asked = Promise.all([engine.currentDir(), engine.envVar("HOME"), engine.pluginConfig(), engine.help()]);
    expect(sent).toEqual([
      { EngineCall: { context: 7, id: 0, call: "GetCurrentDir" } },
      { EngineCall: { context: 7, id: 1, call: { GetEnvVar: "HOME" } } },
      { EngineCall: { context: 7, id: 2, call: "GetPluginConfig" } },
      { EngineCall: { context: 7, id: 3, call: "GetHelp" } },
    ]);
    for (const [id, value] of [
      [3, text("help")],
      [2, undefined],
      [1, text("/home")],
      [0, text("/work")],
    ] as const) {
      calls.answer(id, { type: "Value", value });
    }
    await expect(asked).resolves.toEqual(["/work", text("/home"), undefined, "help"]);
  });

  it("of several calls share one row of ids, each in its own context", () => {
    const { sent, calls, engine, keepAlive } = start(1);
    const other = new CallEngine({ version: engine.version, context: 2, calls, keepAlive });
    void engine.help();
    void other.help();
    expect(sent).toMatchObject([{ EngineCall: { context: 1, id: 0 } }, { EngineCall: { context: 2, id: 1 } }]);
  });

  it("fail with the engine's error", async () => {
    const { calls, engine } = start();
    const asked = engine.envVar("HOME");
    const error = new LabeledError("no such thing");
    calls.answer(0, { type: "Error", error });
    await expect(asked).rejects.toBe(error);
  });

  it("for a text fail on anything else, saying what came", async () => {
    const { calls, engine } = start();
    const asked = [engine.currentDir(), engine.help()];
    calls.answer(0, { type: "Value", value: { kind: "Int", val: 1, span } });
    calls.answer(1, { type: "Value", value: undefined });
    await expect(asked[0]).rejects.toThrow('Nushell answered "GetCurrentDir" with int instead of a text');
    await expect(asked[1]).rejects.toThrow('Nushell answered "GetHelp" with nothing instead of a text');
  });

  it("are refused once the call is answered, as they would end the connection [engine-after-end]", async () => {
    const { sent, calls, engine } = start();
    const before = engine.envVar("A");
    engine.end();
    await expect(engine.envVar("B")).rejects.toThrow("Nushell can be asked no more");
    await expect(engine.currentDir()).rejects.toThrow("Nushell can be asked no more");
    expect(sent).toHaveLength(1);
    calls.answer(0, { type: "Value", value: undefined });
    await expect(before).resolves.toBeUndefined();
  });
});

it("holds the plugin no more once the call is answered: nobody would let it go [engine-after-end]", () => {
  const { keepAlive, engine } = start();
  const release = () => {};
  engine.keepAlive(1000, release);
  engine.end();
  engine.keepAlive(2000, release);
  expect(keepAlive.mock.calls).toEqual([[1000, release]]);
});

it("ignores answers to questions that nobody asked or that are answered", async () => {
  const { calls, engine } = start();
  calls.answer(99, { type: "Value", value: undefined });
  calls.answer(99, { type: "Error", error: new LabeledError("no") });
  const asked = engine.envVar("A");
  calls.answer(0, { type: "Value", value: text("1") });
  calls.answer(0, { type: "Value", value: text("2") });
  await expect(asked).resolves.toEqual(text("1"));
});

it("rejects all that wait, and all that come later, when the connection ends [engine-close]", async () => {
  const { sent, calls, engine } = start();
  const asked = [engine.envVar("A"), engine.help()];
  calls.close(new Error("the end"));
  for (const one of asked) await expect(one).rejects.toThrow("the end");
  await expect(engine.envVar("B")).rejects.toThrow("the end");
  expect(sent).toHaveLength(2);
});

it("passes on what keeps the plugin alive, and warns on stderr", () => {
  const { engine, keepAlive } = start();
  const release = () => {};
  engine.keepAlive(5, release);
  expect(keepAlive).toHaveBeenCalledWith(5, release);
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  engine.warn("careful");
  expect(write.mock.calls).toEqual([["careful\n"]]);
  write.mockRestore();
});
