import { describe, expect, it, vi } from "vitest";
import * as nu from "nu-plugin";
import { loadPlugin, marked, runCommand } from "nu-plugin/testing";

const plugin = await loadPlugin(() => import("../../../../fixtures/plugins/closures.ts"));
const transform = plugin.command("transform");
const pour = plugin.command("pour");
const attempt = plugin.command("attempt");
const callCommand = plugin.command("call command");

const closureFlag = nu.defineCommand({
  name: "evaluate",
  summary: "For tests",
  category: "example",
  positionals: { record: { description: "With a closure in it", takes: nu.any, optional: true } },
  flags: { by: { description: "A closure", takes: nu.closure } },
  output: nu.any,
  async run({ flags, positionals, engine }) {
    const [setting, variable] = await Promise.all([engine.pluginConfig(), engine.envVar("HOOK")]);
    const nested = positionals.record instanceof Map ? positionals.record.get("nested") : undefined;
    const plain = [flags.by, Array.isArray(nested) ? nested[0] : undefined, setting && nu.toPlain(setting)];
    const closures = [...plain, variable && nu.toPlain(variable)].filter((each) => each instanceof nu.Closure);
    return Promise.all(closures.map((closure) => engine.evalClosure(closure)));
  },
});

describe("a function for a closure", () => {
  it("gets the arguments and the input, and gives the result [kit-closures]", async () => {
    const code = vi.fn(([n]: [number], input: number) => n * 10 + input);
    expect((await runCommand(transform, { positionals: [code], input: [1, 2] })).value).toEqual([11, 22]);
    expect(code.mock.calls).toEqual([
      [[1], 1],
      [[2], 2],
    ]);
  });

  it("gets records as objects and gives back what it got, of any kind [kit-closures]", async () => {
    const input = [{ a: new nu.Duration(5n), b: [null, "x"] }];
    expect((await runCommand(transform, { positionals: [([row]) => row], input })).value).toEqual(input);
  });

  it("has a stream as its input and gives one, neither ever whole [kit-closures]", async () => {
    const taken: number[] = [];
    const numbers = function* () {
      for (let n = 1; ; n++) {
        taken.push(n);
        yield n;
      }
    };
    const doubled = async function* (_: unknown, input: AsyncIterable<number>) {
      for await (const n of input) yield n * 2;
    };
    const { value } = await runCommand(pour, { positionals: [doubled], input: numbers(), take: 3 });
    expect(value).toEqual([2, 4, 6]);
    expect(taken.length).toBeLessThan(6);
  });

  it("may stand anywhere: in a flag, in a value, in the configuration, in a variable [kit-closures]", async () => {
    const { value } = await runCommand(closureFlag, {
      positionals: [{ nested: [() => "in a list"] }],
      flags: { by: () => "in a flag" },
      config: () => "in the configuration",
      env: { HOOK: async () => "in a variable" },
    });
    expect(value).toEqual(["in a flag", "in a list", "in the configuration", "in a variable"]);
  });

  it("makes evalClosure fail with a LabeledError, whatever it throws, also half way through a stream [kit-closures]", async () => {
    const positionals = [
      () => {
        throw new Error("not today");
      },
    ];
    const error = await runCommand(attempt, { positionals, flags: { times: 2 } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: "Failed 2 times: not today", options: { code: "attempt::failed" } });
    expect(marked(error)).toEqual(["--times 2"]);
    const half = function* () {
      yield 1;
      throw new Error("half way");
    };
    const poured = await runCommand(pour, { positionals: [half], input: [] }).catch((thrown: unknown) => thrown);
    expect(poured).toBeInstanceOf(nu.LabeledError);
    expect(poured).toHaveProperty("message", "half way");
  });

  it("is called again each time, so that it can give way [kit-closures]", async () => {
    let calls = 0;
    const { value, warnings } = await runCommand(attempt, {
      positionals: [
        ([attempts]: [number]) => {
          if (++calls < 3) throw new Error(`no ${attempts}`);
          return { done: attempts };
        },
      ],
    });
    expect(value).toEqual({ done: 3 });
    expect(warnings).toEqual(["attempt 1 failed: no 1", "attempt 2 failed: no 2"]);
  });

  it("must give what the command asks for [kit-closures]", async () => {
    const asking = nu.defineCommand({
      name: "ask",
      summary: "For tests",
      category: "example",
      positionals: { closure: { description: "A closure", takes: nu.closure } },
      output: nu.int,
      run: ({ positionals, engine }) => engine.evalClosure(positionals.closure, { returns: nu.int }),
    });
    expect((await runCommand(asking, { positionals: [() => 5] })).value).toBe(5);
    await expect(runCommand(asking, { positionals: [() => "five"] })).rejects.toThrow("must be int, not string");
    await expect(runCommand(asking, { positionals: [new nu.Closure(3, [])] })).rejects.toThrow(
      "there is no Nushell here to answer engine.evalClosure: pass a function as the closure, or test it with openNu",
    );
  });
});

describe("a function for a command of the caller's", () => {
  it("gets arguments, input and flags [kit-commands]", async () => {
    const sort = vi.fn(async (_, input: AsyncIterable<number>, { reverse }: { reverse: boolean }) => {
      const items: number[] = [];
      for await (const item of input) items.push(item);
      return items.toSorted((a, b) => (reverse ? b - a : a - b));
    });
    const options = { positionals: ["sort", "x"], flags: { flags: { reverse: true } }, input: [3, 1, 2] };
    expect((await runCommand(callCommand, { ...options, commands: { sort } })).value).toEqual([3, 2, 1]);
    expect(sort.mock.calls[0]?.[0]).toEqual(["x"]);
  });

  it("is not there if not given [kit-commands]", async () => {
    const error = await runCommand(callCommand, { positionals: ["sort"], commands: {} }).catch((thrown) => thrown);
    expect(marked(error)).toEqual(["sort"]);
    await expect(runCommand(callCommand, { positionals: ["sort"] })).rejects.toThrow(
      'engine.findDecl: pass { commands: { "sort": () => ... } }',
    );
  });
});
