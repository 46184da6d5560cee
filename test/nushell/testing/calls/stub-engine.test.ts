import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { marked, runCommand, type RunOptions } from "../../../../src/nushell/testing/index.ts";
import { doing, failure } from "./commands.ts";

describe("the engine", () => {
  it("answers are read by the types that the command gives, settings of `$env.config` from the variable of that name [kit-typed]", async () => {
    const row = nu.record({ depth: nu.int });
    const reading = (ask: (engine: nu.Engine) => Promise<unknown>) => {
      const answers: unknown[] = [];
      const command = doing(async ({ engine }) => {
        answers.push(await ask(engine));
        return nu.empty;
      });
      return { answers, command };
    };
    for (const [ask, options] of [
      [(engine) => engine.pluginConfig(row), (value) => ({ config: value })],
      [(engine) => engine.envVar("config", row), (value) => ({ env: { config: value } })],
      [(engine) => engine.config(row), (value) => ({ env: { config: value } })],
    ] satisfies [(engine: nu.Engine) => Promise<unknown>, (value: nu.Plain) => RunOptions][]) {
      const { answers, command } = reading(ask);
      await runCommand(command, options({ depth: 3 }));
      expect(answers).toEqual([{ depth: 3 }]);
      const error = await failure(command, options({ depth: "deep" }));
      expect(error).toMatchObject({
        message: expect.stringMatching(/^\$env\.config.*: Invalid value: must be an int, not string$/),
      });
    }
    const { answers, command } = reading((engine) => engine.config(nu.record({ edit_mode: nu.nullable(nu.string) })));
    await runCommand(command);
    expect(answers).toEqual([{ edit_mode: null }]);
  });

  it("answers from the options [kit-engine]", async () => {
    const asking = doing(async ({ engine }) => {
      const { version } = engine;
      const [cwd, home, none, config] = await Promise.all([
        engine.currentDir(),
        engine.envVar("HOME"),
        engine.envVar("NONE"),
        engine.pluginConfig(),
      ]);
      await engine.addEnvVar("NEW", [1]);
      const names = [...(await engine.envVars()).keys()];
      const help = await engine.help();
      const values = [home, config].map((each) => each && nu.toPlain(each));
      return nu.value(nu.any, [version.minor, cwd, none === undefined, names, help, ...values]);
    });
    const options = { cwd: "/there", env: { HOME: "/home" }, config: { size: 1 }, help: "Use it", version: "0.107.0" };
    const { value, asked, env } = await runCommand(asking, options);
    expect(value).toEqual([107, "/there", true, ["HOME", "NEW"], "Use it", "/home", { size: 1 }]);
    expect(env).toEqual({ HOME: "/home", NEW: [1] });
    expect(asked).toEqual([
      ["currentDir", "envVar HOME", "envVar NONE", "pluginConfig"],
      ["addEnvVar NEW"],
      ["envVars"],
      ["help"],
    ]);
  });

  it("has no environment and no configuration of its own, and this process's directory [kit-engine]", async () => {
    const asking = doing(async ({ engine }) =>
      nu.value(nu.any, [
        await engine.currentDir(),
        (await engine.envVars()).size,
        (await engine.envVar("toString")) === undefined,
        (await engine.pluginConfig()) === undefined,
        await engine.foreground(() => Promise.resolve("terminal")),
      ]),
    );
    expect((await runCommand(asking)).value).toEqual([process.cwd(), 0, true, true, "terminal"]);
  });

  it("says what to pass where it has no answer, and takes it [kit-engine-override]", async () => {
    const coding = doing(async ({ engine }) => nu.value(nu.any, (await engine.blockIr(7)).registerCount));
    await expect(runCommand(coding)).rejects.toThrow(
      "there is no Nushell here to answer engine.blockIr: pass { engine: { blockIr: ... } }, or test it with openNu",
    );
    const blockIr = async (id: number) => ({
      instructions: [],
      data: Uint8Array.of(),
      registerCount: 6 * id,
      fileCount: 0,
    });
    expect((await runCommand(coding, { engine: { blockIr } })).value).toBe(42);
    const helping = doing(async ({ engine }) => nu.value(nu.string, await engine.help()));
    await expect(runCommand(helping)).rejects.toThrow('engine.help: pass { help: "the text" }');
  });

  it("takes plain answers for what runs the caller's code, and reads them as asked [kit-engine-override]", async () => {
    const given: unknown[] = [];
    const calling = doing(async ({ engine }) => {
      const flags = { all: true };
      const first = await engine.callDecl(5, { positional: [1], flags, returns: nu.int });
      return nu.value(nu.any, [first, await engine.evalClosure(new nu.Closure(0, []))]);
    });
    const { value } = await runCommand(calling, {
      engine: {
        evalClosure: ({ blockId }) => ({ block: blockId }),
        callDecl: async (id, { positional, flags }) => {
          given.push(id, positional, flags);
          return 7;
        },
      },
    });
    expect([value, given]).toEqual([
      [7, { block: 0 }],
      [5, [1], { all: true }],
    ]);
  });

  it("takes plain answers for the caller's values, and reads them as asked [kit-engine-override]", async () => {
    const asking = doing(async ({ engine }) => {
      const home = await engine.envVar("HOME", nu.string);
      const [settings, config, none] = await Promise.all([
        engine.pluginConfig(nu.record({ size: nu.int })),
        engine.config(nu.record({ edit_mode: nu.string })),
        engine.envVar("NONE"),
      ]);
      return nu.value(nu.any, [home, settings, config, none === undefined]);
    });
    const config = { edit_mode: "vi" };
    const envVar = async (name: string) => (name === "HOME" ? "/home/ada" : undefined);
    const engine = { envVar, pluginConfig: () => ({ size: 1 }), config: () => config };
    const { value, asked } = await runCommand(asking, { engine });
    expect(value).toEqual(["/home/ada", { size: 1 }, config, true]);
    expect(asked).toEqual([["envVar HOME"], ["pluginConfig", "config", "envVar NONE"]]);
    const wrong = await failure(asking, { engine: { ...engine, envVar: () => 5 } });
    expect([marked(wrong), wrong]).toMatchObject([["$env.HOME"], { message: expect.stringMatching(/^\$env\.HOME: /) }]);
  });

  it("notes progress, and what the command keeps [kit-notes]", async () => {
    const held = { close: vi.fn<() => void>() };
    const working = doing(({ engine }) => {
      for (const line of ["1 of 2", "2 of 2", undefined]) engine.progress(line);
      engine.keepProgress();
      engine.keepAlive(60_000, held);
      return nu.empty;
    });
    const { progress, kept } = await runCommand(working);
    expect({ progress, kept }).toEqual({ progress: ["1 of 2", "2 of 2"], kept: [{ milliseconds: 60_000, held }] });
  });

  it("answers nothing after the answer, as Nushell would not [kit-over]", async () => {
    let late: Promise<unknown> | undefined;
    const impatient = doing(({ engine, signal }) => {
      late = new Promise((resolve) => signal.addEventListener("abort", resolve)).then(() => engine.currentDir());
      late.catch(() => {});
      return nu.empty;
    });
    await runCommand(impatient);
    await expect(late).rejects.toThrow("the call has been answered, so Nushell would not answer engine.currentDir");
  });

  it("is of the version asked for, 0.115 if not told [kit-engine]", async () => {
    const telling = doing(({ engine }) => nu.value(nu.int, engine.version.minor));
    expect((await runCommand(telling)).value).toBe(115);
    await expect(runCommand(telling, { version: "newest" })).rejects.toThrow('not a version of Nushell: "newest"');
  });
});
