import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { complete, customOf, head, operate, run } from "./engine-side.ts";
import { capturedStderr, command, errorReply, greetedPlugin, settled, textResponse } from "./fake-engine.ts";

const stderr = capturedStderr();
const over = "Nushell cannot be asked any more";

/** A command that gives its engine away, and what its answer is made of. */
function leaking(answer: (engine: nu.Engine) => nu.PipelineData) {
  let leaked: nu.Engine | undefined;
  const leak = command("leak", ({ engine }) => {
    leaked = engine;
    return answer(engine);
  });
  return { leak, engine: () => leaked };
}

/** Work that a command leaves running, with a question at each of the moments that an answer takes. */
function askOnAndOn(engine: nu.Engine, times = 100): void {
  if (times === 0) return;
  queueMicrotask(() => {
    engine.help().catch(() => {});
    askOnAndOn(engine, times - 1);
  });
}

describe("after the answer", () => {
  it("every question is refused, and nothing is sent: it would end the connection [engine-after-end]", async () => {
    const { leak, engine: leaked } = leaking(() => nu.empty);
    const { engine } = await greetedPlugin([leak]);
    engine.send(run(0, "leak"));
    await engine.reply(0);
    const closure = new nu.Closure(1, []);
    const input = nu.listStream(nu.int, [1]);
    const late = [
      leaked()?.currentDir(),
      leaked()?.envVar("A"),
      leaked()?.envVars(),
      leaked()?.addEnvVar("A", 1),
      leaked()?.pluginConfig(),
      leaked()?.config(),
      leaked()?.help(),
      leaked()?.spanContents(head),
      leaked()?.evalClosure(closure, { input }),
      leaked()?.findDecl("a"),
      leaked()?.callDecl(1, { input }),
      leaked()?.blockIr(1),
      leaked()?.foreground(async () => 1),
    ];
    for (const each of late) await expect(each).rejects.toThrow(over);
    expect(engine.messages).toHaveLength(2);
  });

  it.each<[what: string, answer: () => nu.PipelineData]>([
    ["a value", () => nu.value(nu.int, 1)],
    ["nothing", () => nu.empty],
  ])("of %s comes no question of work that was left running [engine-after-end]", async (_, answer) => {
    const restless = command("restless", async ({ engine }) => {
      askOnAndOn(engine);
      return answer();
    });
    const { engine } = await greetedPlugin([restless]);
    engine.send(run(0, "restless"));
    await engine.reply(0);
    await settled();
    expect(engine.messages.at(-1)).toHaveProperty("CallResponse");
  });

  it("of an error every question is refused too [engine-after-end]", async () => {
    const { leak, engine: leaked } = leaking(() => {
      throw new nu.LabeledError("no");
    });
    const { engine } = await greetedPlugin([leak]);
    engine.send(run(0, "leak"));
    await expect(engine.reply(0)).resolves.toEqual(errorReply("no"));
    await expect(leaked()?.help()).rejects.toThrow(over);
  });

  it.each(["items", "bytes"])("questions go on until its stream of %s has ended [engine-until-end]", async (kind) => {
    async function* homes(engine: nu.Engine) {
      yield await engine.currentDir();
      yield await engine.currentDir();
    }
    const { leak, engine: leaked } = leaking((engine) =>
      kind === "items" ? nu.listStream(nu.string, homes(engine)) : nu.byteStream("String", homes(engine)),
    );
    const { engine } = await greetedPlugin([leak]);
    engine.send(run(0, "leak"));
    await engine.reply(0);
    for (const id of [0, 1]) {
      await engine.until(() => engine.all("EngineCall")[id]);
      engine.send(textResponse(id, "/w"));
    }
    await engine.first("End");
    expect(engine.items(0)).toHaveLength(2);
    expect(engine.messages.at(-1)).toEqual({ End: 0 });
    await settled();
    await expect(leaked()?.currentDir()).rejects.toThrow(over);
    expect(engine.all("EngineCall")).toHaveLength(2);
  });

  it("no question follows the last item of a stream [engine-until-end]", async () => {
    const restless = command("restless", ({ engine }) => {
      askOnAndOn(engine);
      return nu.listStream(nu.int, [1]);
    });
    const { engine } = await greetedPlugin([restless]);
    engine.send(run(0, "restless"));
    await engine.first("End");
    await settled();
    expect(engine.messages.at(-1)).toEqual({ End: 0 });
  });
});

describe("where the engine answers no questions", () => {
  const asking = nu.defineCommand({
    name: "ask",
    summary: "Ask",
    category: "test",
    positionals: {
      where: {
        description: "A place",
        takes: nu.string,
        complete: async ({ engine }) => [await engine.currentDir()],
      },
    },
    run: () => nu.empty,
  });

  it("none is sent: in a completion before 0.115 [engine-refused]", async () => {
    const { engine } = await greetedPlugin([asking], "0.114.1");
    engine.send(complete(0, "ask", { Positional: 0 }));
    await expect(engine.reply(0)).resolves.toMatchObject({
      Error: {
        msg: "Nushell answers no questions while it completes an argument",
        code: "nushell::no_engine_call",
        help: "Nushell 0.115 and later do.",
      },
    });
    expect(engine.all("EngineCall")).toEqual([]);
  });

  it("but from 0.115 on a completion may ask [engine-refused]", async () => {
    const { engine } = await greetedPlugin([asking], "0.115.0");
    engine.send(complete(0, "ask", { Positional: 0 }));
    await expect(engine.first("EngineCall")).resolves.toEqual({ context: 0, id: 0, call: "GetCurrentDir" });
    engine.send(textResponse(0, "/w"));
    await expect(engine.reply(0)).resolves.toMatchObject({ CompletionItems: [{ value: "/w" }] });
  });

  it("the operations of a custom value are given none [engine-refused]", async () => {
    let kept: nu.Engine | undefined;
    const counter = nu.defineCustomValue<number>()({
      name: "counter",
      toBase: async () => nu.value(nu.string, (await kept?.currentDir()) ?? ""),
    });
    const make = command("make", ({ engine }) => {
      kept = engine;
      return nu.value(counter, 1);
    });
    const { engine } = await greetedPlugin([make], "0.115.1", [counter]);
    engine.send(run(0, "make"));
    const custom = customOf(await engine.reply(0));
    engine.send(operate(1, custom, "ToBaseValue"));
    await expect(engine.reply(1)).resolves.toMatchObject({ Error: { msg: expect.stringContaining(over) } });
    expect(engine.all("EngineCall")).toEqual([]);
  });

  it("the compiled code of a closure is not asked for before 0.110 [engine-refused]", async () => {
    const code = command("code", async ({ engine }) => {
      await engine.blockIr(1);
      return nu.empty;
    });
    const older = await greetedPlugin([code], "0.109.1");
    older.engine.send(run(0, "code"));
    await expect(older.engine.reply(0)).resolves.toMatchObject({
      Error: {
        msg: "Nushell 0.109.1 cannot be asked for the compiled code of a closure",
        code: "nushell::too_old",
        help: "Use Nushell 0.110 or later.",
      },
    });
    expect(older.engine.all("EngineCall")).toEqual([]);

    const newer = await greetedPlugin([code], "0.110.0");
    newer.engine.send(run(0, "code"));
    await expect(newer.engine.first("EngineCall")).resolves.toMatchObject({ call: { GetBlockIR: 1 } });
  });
});

it("holds the plugin no more once the call is answered: nobody would let it go [engine-after-end]", async () => {
  const { leak, engine: leaked } = leaking(() => nu.empty);
  const { engine } = await greetedPlugin([leak]);
  engine.send(run(0, "leak"));
  await engine.reply(0);
  leaked()?.keepAlive(1000, { close() {} });
  await settled();
  expect(engine.all("Option")).toEqual([]);
});

it("warns on stderr, a line at a time, for as long as it likes", async () => {
  const { leak, engine: leaked } = leaking(() => nu.empty);
  const { engine } = await greetedPlugin([leak]);
  engine.send(run(0, "leak"));
  await engine.reply(0);
  leaked()?.warn("careful");
  expect(stderr.text()).toBe("careful\n");
});
