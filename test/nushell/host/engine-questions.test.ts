import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { head, run } from "./engine-side.ts";
import { at, capturedStderr, command, errorReply, greetedPlugin, settled, valueResponse } from "./fake-engine.ts";

const stderr = capturedStderr();

/** What `ask` sends, and what it makes of the engine's answer. */
async function asked(ask: (engine: nu.Engine) => Promise<unknown>, response: unknown) {
  let result: Promise<unknown> | undefined;
  const asking = command("ask", async ({ engine }) => {
    result = ask(engine);
    await result;
    return nu.empty;
  });
  const { engine } = await greetedPlugin([asking]);
  engine.send(run(5, "ask"));
  const call = await engine.first("EngineCall");
  engine.send({ EngineCallResponse: [0, response] });
  const reply = await engine.reply(5);
  return { call, result, reply };
}

const data = (header: unknown) => ({ PipelineData: header });
const text = (val: string): nu.Value => ({ kind: "String", val, span: head });

interface Question {
  readonly call: unknown;
  readonly ask: (engine: nu.Engine) => Promise<unknown>;
  readonly response: unknown;
  readonly result: unknown;
}

const questions: readonly Question[] = [
  {
    call: "GetCurrentDir",
    ask: (engine) => engine.currentDir(),
    response: data(wire.value(wire.string("/w"))),
    result: "/w",
  },
  {
    call: { GetEnvVar: "HOME" },
    ask: (engine) => engine.envVar("HOME"),
    response: data(wire.value(wire.string("/home/a"))),
    result: text("/home/a"),
  },
  {
    call: "GetEnvVars",
    ask: (engine) => engine.envVars(),
    response: { ValueMap: { A: wire.string("1"), B: wire.nothing } },
    result: new Map<string, nu.Value>([
      ["A", text("1")],
      ["B", { kind: "Nothing", span: head }],
    ]),
  },
  {
    call: { AddEnvVar: ["A", { List: [[{ Int: [1, at] }], at] }] },
    ask: (engine) => engine.addEnvVar("A", [1]),
    response: data("Empty"),
    result: undefined,
  },
  {
    call: "GetPluginConfig",
    ask: (engine) => engine.pluginConfig(),
    response: data(wire.value(wire.bool(true))),
    result: { kind: "Bool", val: true, span: head },
  },
  {
    call: { GetEnvVar: "config" },
    ask: (engine) => engine.config(),
    response: data("Empty"),
    result: { kind: "Record", val: new Map(), span: head },
  },
  {
    call: "GetConfig",
    ask: (engine) => engine.rawConfig(),
    response: { Config: { edit_mode: "Vi", plugins: {} } },
    result: new Map<string, unknown>([
      ["edit_mode", "Vi"],
      ["plugins", new Map()],
    ]),
  },
  {
    call: "GetHelp",
    ask: (engine) => engine.help(),
    response: data(wire.value(wire.string("Usage"))),
    result: "Usage",
  },
  {
    call: { GetSpanContents: { start: 3, end: 5 } },
    ask: (engine) => engine.spanContents({ start: 3, end: 5 }),
    response: data(wire.value(wire.binary(108, 255))),
    result: Uint8Array.of(108, 255),
  },
  {
    call: { FindDecl: "where" },
    ask: (engine) => engine.findDecl("where"),
    response: { Identifier: 31 },
    result: 31,
  },
  {
    call: { GetBlockIR: 4 },
    ask: (engine) => engine.blockIr(4),
    response: {
      IrBlock: {
        instructions: [{ LoadLiteral: { dst: 0, lit: "Nothing" } }, "Unreachable"],
        spans: [head, { start: 3, end: 5 }],
        data: [97, 255],
        ast: [null, { expr: "Nothing" }],
        comments: ["", "never"],
        register_count: 1,
        file_count: 0,
      },
    },
    result: {
      instructions: [
        {
          name: "LoadLiteral",
          operands: new Map<string, unknown>([
            ["dst", 0],
            ["lit", "Nothing"],
          ]),
          span: head,
          comment: "",
          ast: undefined,
        },
        {
          name: "Unreachable",
          operands: new Map(),
          span: { start: 3, end: 5 },
          comment: "never",
          ast: new Map([["expr", "Nothing"]]),
        },
      ],
      data: Uint8Array.of(97, 255),
      registerCount: 1,
      fileCount: 0,
    },
  },
];

describe("a question to the engine", () => {
  it.each(questions)("goes out as $call and its answer is read [engine-questions]", async (question) => {
    const { call, result } = await asked(question.ask, question.response);
    expect(call).toEqual({ context: 5, id: 0, call: question.call });
    await expect(result).resolves.toEqual(question.result);
  });

  it.each(questions)(
    "that fails throws the engine's error to the command: $call [engine-questions]",
    async ({ ask }) => {
      const labels = [{ text: "here", span: head }];
      const { result, reply } = await asked(ask, { Error: { msg: "cannot", labels, help: "Try" } });
      await expect(result).rejects.toBeInstanceOf(nu.LabeledError);
      await expect(result).rejects.toMatchObject({ message: "cannot", options: { help: "Try", labels } });
      expect(reply).toMatchObject({ Error: { msg: "cannot", help: "Try", labels } });
      expect(stderr.text()).toBe("");
    },
  );

  it.each<Pick<Question, "call" | "ask">>([
    { call: "a variable", ask: (engine) => engine.envVar("NONE") },
    { call: "the plugin's configuration", ask: (engine) => engine.pluginConfig() },
    { call: "a command's number", ask: (engine) => engine.findDecl("none") },
  ])("for $call that is not there gives undefined [engine-nothing]", async ({ ask }) => {
    const { result } = await asked(ask, data("Empty"));
    await expect(result).resolves.toBeUndefined();
  });

  it.each<[name: string, Question["ask"], response: unknown, found: string]>([
    ["GetCurrentDir", (engine) => engine.currentDir(), data(wire.value(wire.int(1))), "int"],
    ["GetCurrentDir", (engine) => engine.currentDir(), data("Empty"), "nothing"],
    ["GetHelp", (engine) => engine.help(), { Identifier: 3 }, "Identifier"],
    ["GetEnvVar", (engine) => engine.envVar("A"), { ValueMap: {} }, "ValueMap"],
    ["GetEnvVars", (engine) => engine.envVars(), data("Empty"), "PipelineData"],
    ["GetConfig", (engine) => engine.rawConfig(), data("Empty"), "PipelineData"],
    ["GetSpanContents", (engine) => engine.spanContents(head), data(wire.value(wire.string("a"))), "string"],
    ["FindDecl", (engine) => engine.findDecl("a"), { ValueMap: {} }, "ValueMap"],
    ["GetBlockIR", (engine) => engine.blockIr(1), { Config: {} }, "Config"],
    ["EvalClosure", (engine) => engine.evalClosure(new nu.Closure(1, [])), { Identifier: 1 }, "Identifier"],
    ["CallDecl", (engine) => engine.callDecl(1), { ValueMap: {} }, "ValueMap"],
  ])(
    "%s that is answered with something else fails, saying what came [engine-wrong]",
    async (name, ask, response, found) => {
      const { reply } = await asked(ask, response);
      expect(reply).toEqual(errorReply(`Nushell broke the plugin protocol: it answered ${name} with ${found}`));
    },
  );

  it("is answered as the type that is given reads it, or with an error that names what was asked for [engine-typed]", async () => {
    const row = nu.record({ depth: nu.int });
    const answers: readonly [Question["ask"], name: string][] = [
      [(engine) => engine.envVar("A", row), "$env.A"],
      [(engine) => engine.pluginConfig(row), "$env.config.plugins"],
      [(engine) => engine.config(row), "$env.config"],
    ];
    for (const [ask, name] of answers) {
      const read = await asked(ask, data(wire.value({ Record: { val: { depth: wire.int(3) }, span: head } })));
      await expect(read.result).resolves.toEqual({ depth: 3 });
      const wrong = await asked(ask, data(wire.value(wire.string("deep"))));
      await expect(wrong.result).rejects.toMatchObject({
        name: "LabeledError",
        message: `${name}: Invalid value: must be a record, not string`,
        options: { code: "nushell::invalid_value", labels: [{ text: "expected a record", span: head }] },
      });
    }
  });

  it("goes out with others in one burst, and is answered in any order [engine-burst]", async () => {
    const ask = command("ask", async ({ engine }) => {
      const [directory, variable, help] = await Promise.all([engine.currentDir(), engine.envVar("A"), engine.help()]);
      return nu.value(nu.any, [directory, variable === undefined, help]);
    });
    const { engine } = await greetedPlugin([ask]);
    engine.send(run(0, "ask"));
    await settled();
    expect(engine.all("EngineCall")).toHaveLength(3);
    engine.send(valueResponse(2, wire.string("h")), { EngineCallResponse: [1, data("Empty")] });
    engine.send(valueResponse(0, wire.string("/w")));
    await expect(engine.value(0)).resolves.toEqual(["/w", true, "h"]);
  });
});
