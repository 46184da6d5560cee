import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { loadPlugin, marked, runCommand, type RunOptions } from "../../../../src/nushell/testing/index.ts";
import { about, doing, failure } from "./commands.ts";

/** Gives back what it was called with. */
const reflect = nu.defineCommand({
  ...about,
  name: "reflect",
  positionals: {
    first: { description: "A value", takes: nu.any },
    second: { description: "Another", takes: nu.any, optional: true },
  },
  rest: { name: "others", description: "More", takes: nu.any },
  flags: {
    number: { description: "A number", takes: nu.integer({ min: 0 }), default: 7 },
    names: { description: "Texts", takes: nu.texts() },
    loud: { description: "A switch" },
  },
  output: nu.any,
  run: ({ positionals, rest, flags }) => ({
    ...positionals,
    rest: rest.map(({ item }) => item),
    ...flags,
  }),
});

/** Gives back its input. */
const same = nu.defineCommand({
  ...about,
  name: "same",
  input: nu.any,
  output: nu.any,
  run: ({ input, metadata }) => nu.value(nu.any, input, metadata),
});

describe("arguments", () => {
  it("are plain data, positionals in their order or by name [kit-arguments]", async () => {
    const given = { first: 1, second: "two", rest: [3, null], number: 4, names: ["a"], loud: true };
    const { first, second, rest, ...flags } = given;
    expect((await runCommand(reflect, { positionals: [first, second], rest, flags })).value).toEqual(given);
    expect((await runCommand(reflect, { positionals: { second, first }, rest, flags })).value).toEqual(given);
  });

  it("that are not given are the command's defaults [kit-arguments]", async () => {
    const { value } = await runCommand(reflect, { positionals: [1], flags: { number: undefined, loud: false } });
    expect(value).toEqual({ first: 1, second: null, rest: [], number: 7, names: null, loud: false });
  });

  it.each<{ options: RunOptions; message: string }>([
    { options: {}, message: '"reflect" needs "first"' },
    { options: { positionals: [1], rest: [2] }, message: '"reflect" needs "second"' },
    { options: { positionals: { second: 2 } }, message: '"reflect" needs "first", which stands before "second"' },
    { options: { positionals: { third: 1 } }, message: '"reflect" has no positional "third"; it has first, second' },
    {
      options: { positionals: [1], flags: { lod: true } },
      message: '"reflect" has no flag --lod; it has --number, --names, --loud',
    },
    { options: { positionals: [1], flags: { loud: "yes" } }, message: "--loud is a switch: give true or false" },
  ])("are refused as Nushell's parser would: $message [kit-refused]", async ({ options, message }) => {
    await expect(runCommand(reflect, options)).rejects.toThrow(new TypeError(message));
  });

  it("are refused without a required flag, and point to `rest` where unknown ones are allowed [kit-refused]", async () => {
    const strict = nu.defineCommand({
      ...about,
      name: "strict",
      flags: { id: { description: "Needed", takes: nu.int, required: true } },
      allowsUnknownFlags: true,
      run: () => nu.empty,
    });
    await expect(runCommand(strict)).rejects.toThrow('"strict" needs --id');
    await expect(runCommand(strict, { flags: { id: 1, other: 2 } })).rejects.toThrow("give it as a text in `rest`");
  });
});

describe("values", () => {
  const kinds = {
    duration: new nu.Duration(5n),
    size: new nu.Filesize(2n ** 40n),
    whole: new nu.Float(2),
    large: 2n ** 62n,
    date: new nu.DateTime("2026-03-14T08:00:00.123456789+01:00"),
    glob: new nu.Glob("*.ts"),
    range: new nu.Range({ start: 1, end: 5 }),
    path: new nu.CellPath([
      { column: "a", optional: true, insensitive: false },
      { row: 0, optional: false },
    ]),
    bytes: Uint8Array.of(1, 255),
    nothing: null,
    table: [{ a: 1.5 }, { a: "x" }],
  };

  it.each(["0.98.0", "0.115.1"])("keep their kinds there and back on %s [kit-values]", async (version) => {
    const { value } = await runCommand(same, { input: kinds, version });
    expect(value).toStrictEqual(kinds);
  });

  it.each(Object.entries(kinds))("keep their kinds as input too: %s [kit-values]", async (_, input) => {
    expect((await runCommand(same, { input })).value).toStrictEqual(input);
  });

  it("arrive at the command as Nushell's [kit-values]", async () => {
    const take = nu.defineCommand({
      ...about,
      name: "take",
      input: nu.record({ at: nu.date, for: nu.duration }),
      output: nu.string,
      run: ({ input }) => `${input.at} ${input.for}`,
    });
    const input = { at: new Date(0), for: new nu.Duration(3n) };
    expect(await runCommand(take, { input })).toMatchObject({ value: "1970-01-01T00:00:00.000Z 3" });
  });

  it("fail where they cannot be encoded, given or answered [kit-encoding]", async () => {
    await expect(runCommand(same, { input: 2n ** 64n })).rejects.toThrow(RangeError);
    await expect(runCommand(reflect, { positionals: [2n ** 64n] })).rejects.toThrow(RangeError);
    const half = "expected a whole number, got 0.5";
    await expect(runCommand(doing(() => nu.value(nu.int, 0.5)))).rejects.toThrow(half);
    await expect(runCommand(doing(() => nu.listStream(nu.int, [1, 0.5])))).rejects.toThrow(half);
    const setting = doing(async ({ engine }) => {
      await engine.addEnvVar("BIG", 2n ** 64n);
      return nu.empty;
    });
    await expect(runCommand(setting)).rejects.toThrow(RangeError);
    const custom = { big: 2n ** 64n };
    await expect(runCommand(doing(() => nu.value(nu.int, 1, { custom })))).rejects.toThrow(RangeError);
  });
});

describe("input", () => {
  const kindOf = nu.defineCommand({
    ...about,
    name: "sum",
    input: nu.items(nu.int),
    output: nu.int,
    async run({ input }) {
      let sum = 0;
      for await (const number of input) sum += number;
      return sum;
    },
  });

  function* numbers() {
    yield* [1, 2, 3];
  }

  it("is a list, or a stream of what an iterator gives [kit-input]", async () => {
    const later = async function* () {
      yield* numbers();
    };
    for (const input of [[1, 2, 3], numbers(), later(), new Set([1, 5]), new nu.Range({ start: 1, end: 3 })]) {
      expect((await runCommand(kindOf, { input })).value).toBe(6);
    }
  });

  it("is a stream of bytes, with its metadata [kit-input]", async () => {
    const contentType = "text/plain";
    const input = nu.byteStream("Unknown", ["ä", Uint8Array.of(0xc3), Uint8Array.of(0xb6)], { contentType });
    expect(await runCommand(same, { input })).toMatchObject({ value: "äö", metadata: { contentType } });
    expect((await runCommand(same, { input: nu.byteStream("Binary", ["x"]) })).value).toEqual(Uint8Array.of(0x78));
  });

  it("is nothing where none is given [kit-input]", async () => {
    expect((await runCommand(same)).value).toBeNull();
    expect(await failure(kindOf)).toHaveProperty("message", "Invalid input: must be list<int>, not nothing");
  });

  it("that is not read is left [kit-input]", async () => {
    const left = vi.fn(async () => ({ done: true as const, value: undefined }));
    const next = () => new Promise<never>(() => {});
    const input = { [Symbol.asyncIterator]: () => ({ next, return: left }) };
    await runCommand(
      doing(() => nu.empty),
      { input },
    );
    expect(left).toHaveBeenCalledOnce();
  });
});

describe("an answer", () => {
  it.each<{ data: nu.PipelineData; kind: string; value: unknown }>([
    { data: nu.empty, kind: "empty", value: null },
    { data: nu.value(nu.record({ a: nu.int }), { a: 1 }), kind: "value", value: { a: 1 } },
    { data: nu.listStream(nu.int, [1, 2]), kind: "list-stream", value: [1, 2] },
    { data: nu.byteStream("String", ["a", "ä"]), kind: "byte-stream", value: "aä" },
    { data: nu.byteStream("Unknown", ["ä"]), kind: "byte-stream", value: "ä" },
    { data: nu.byteStream("Unknown", [Uint8Array.of(0xff)]), kind: "byte-stream", value: Uint8Array.of(0xff) },
    { data: nu.byteStream("Binary", ["a"]), kind: "byte-stream", value: Uint8Array.of(0x61) },
  ])("tells its kind, and is collected: $kind $value [kit-answer]", async ({ data, kind, value }) => {
    expect(await runCommand(doing(() => data))).toMatchObject({ kind, value });
  });

  it("has its metadata, and what was printed on stderr [kit-answer]", async () => {
    const custom = { problems: [{ path: "a" }] };
    const { metadata, warnings } = await runCommand(
      doing(({ engine }) => {
        engine.warn("careful");
        return nu.listStream(nu.int, [], { contentType: "a/b", custom });
      }),
    );
    expect(metadata).toEqual({ contentType: "a/b", custom: { problems: [{ path: "a" }] } });
    expect(warnings).toEqual(["careful"]);
  });

  it("is taken no further than asked, and its producer ended [kit-take]", async () => {
    const ended = vi.fn<() => void>();
    const count = function* () {
      try {
        for (let number = 1; ; number++) yield number;
      } finally {
        ended();
      }
    };
    let signal: AbortSignal | undefined;
    const counting = doing((call) => {
      ({ signal } = call);
      return nu.listStream(nu.int, count());
    });
    expect((await runCommand(counting, { take: 3 })).value).toEqual([1, 2, 3]);
    expect(ended).toHaveBeenCalledOnce();
    expect(signal?.aborted).toBe(true);
  });

  it("can be interrupted [kit-take]", async () => {
    const patient = doing(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return nu.value(nu.string, "interrupted");
    });
    expect((await runCommand(patient, { signal: AbortSignal.timeout(10) })).value).toBe("interrupted");
  });
});

describe("a command", () => {
  it("may be lazy [kit-lazy]", async () => {
    const lazy = { name: "same", load: () => Promise.resolve(same) };
    expect((await runCommand(lazy, { input: 5 })).value).toBe(5);
    await expect(runCommand({ ...lazy, name: "other" })).rejects.toThrow('"same" was loaded as "other"');
  });

  it("gets the keys that are typed, if it declares that it reads them [kit-keys]", async () => {
    const { stdin } = process;
    const { command } = await loadPlugin(() => import("../../../../fixtures/plugins/terminal.ts"));
    const askKey = command("ask key");
    const prompt = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect((await runCommand(askKey, { keys: ["y", "q"] })).value).toBe("y");
    await expect(runCommand(askKey, { keys: ["q"] })).rejects.toThrow("No key was wanted");
    expect(prompt).toHaveBeenCalledWith("Press a key, or q to fail: ");
    prompt.mockRestore();
    expect(marked(await failure(askKey))).toEqual(["ask key"]);
    await expect(runCommand(command("has colors"), { keys: ["y"] })).rejects.toThrow("does not declare needsTerminal");
    expect(process.stdin).toBe(stdin);
  });

  it("gets one key after the other, however it listens [kit-keys]", async () => {
    const listening = nu.defineCommand({
      ...about,
      name: "listen",
      needsTerminal: true,
      output: nu.list(nu.string),
      run: ({ engine }) =>
        engine.foreground(async () => {
          const keys: string[] = [];
          const { stdin } = process;
          stdin.setRawMode(true);
          while (keys.at(-1) !== "q") {
            stdin.resume();
            keys.push(await new Promise((resolve) => stdin.once("data", (key: Buffer) => resolve(key.toString()))));
            stdin.pause();
          }
          for await (const key of stdin.iterator({ destroyOnReturn: false })) {
            keys.push(String(key));
            if (keys.at(-1) === "z") break;
          }
          return keys;
        }),
    });
    const keys = ["a", "\u001b[A", "q", "x", "z"];
    expect((await runCommand(listening, { keys })).value).toEqual(keys);
  });

  it("must leave the keyboard to its next call, which has the same stdin [kit-keys-left]", async () => {
    const closing = nu.defineCommand({
      ...about,
      name: "close",
      needsTerminal: true,
      output: nu.string,
      run: ({ engine }) =>
        engine.foreground(async () => {
          for await (const key of process.stdin) return String(key);
          return "";
        }),
    });
    await expect(runCommand(closing, { keys: ["y"] })).rejects.toThrow("the command has closed process.stdin");
  });
});

describe("an error", () => {
  const marks = async (command: nu.Command, options: RunOptions) => marked(await failure(command, options));

  it("is the one that was thrown, also half way through a stream [kit-error]", async () => {
    const thrown = new nu.LabeledError("no");
    const half = function* () {
      yield 1;
      throw thrown;
    };
    expect(await failure(doing(() => Promise.reject(thrown)))).toBe(thrown);
    expect(await failure(doing(() => nu.listStream(nu.int, half())))).toBe(thrown);
    const bug = new Error("oops");
    expect(await failure(doing(() => Promise.reject(bug)))).toBe(bug);
  });

  it("tells what it points at [kit-marked]", async () => {
    const positionals = [1];
    expect(await marks(reflect, { positionals, flags: { number: -1 } })).toEqual(["-1"]);
    expect(await marks(reflect, { positionals, flags: { names: ["ä b", "c", 2] } })).toEqual(["2"]);
    expect(await marks(reflect, { positionals, flags: { names: new nu.Duration(5n) } })).toEqual(["5ns"]);
    expect(
      await marks(nu.defineCommand({ ...about, name: "x", input: nu.int, run: () => nu.empty }), { input: "a" }),
    ).toEqual(["$in"]);
    await expect(async () => marked(new nu.LabeledError("of another's"))).rejects.toThrow(TypeError);
  });

  it.each<[nu.Plain, string]>([
    [new nu.Filesize(5n), "5B"],
    [new nu.Float(2), "2.0"],
    [new nu.DateTime("2026-03-14T08:00:00Z"), "2026-03-14T08:00:00Z"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new nu.Range({ start: 1, end: 3 }), "1..3"],
    [new nu.CellPath(["a", 0]), "$.a.0"],
    [{ a: 1 }, "{...}"],
    [null, "null"],
    [true, "true"],
  ])("tells what it points at: %o as `%s` [kit-marked]", async (given, written) => {
    const picky = nu.defineCommand({
      ...about,
      name: "picky",
      positionals: { text: { description: "A text", takes: nu.string } },
      run: () => nu.empty,
    });
    expect(await marks(picky, { positionals: [given] })).toEqual([written]);
  });

  it("tells the flag, the command and what the caller has set [kit-marked]", async () => {
    const pointing = nu.defineCommand({
      ...about,
      name: "point out",
      flags: { at: { description: "A place", takes: nu.any }, loud: { description: "A switch" } },
      async run({ head, flagSpan, engine }) {
        const [home, config] = await Promise.all([engine.envVar("HOME"), engine.pluginConfig()]);
        const spans = [head, flagSpan("at"), flagSpan("loud"), home?.span ?? head, config?.span ?? head];
        const written = Buffer.from(await engine.spanContents(flagSpan("at"))).toString();
        throw new nu.LabeledError(written, { labels: spans.map((span) => ({ text: "here", span })) });
      },
    });
    const given = { flags: { at: "a b", loud: false }, env: { HOME: "/" }, config: 1 };
    const error = await failure(pointing, given);
    const marksOf = ["point out", '--at "a b"', "--loud=false", "$env.HOME", "$env.config.plugins"];
    expect(marked(error)).toEqual(marksOf);
    expect(error).toHaveProperty("message", '--at "a b"');
  });
});

it.each<[problem: string, options: object]>([
  ['what runCommand is given has an unknown key "positional": did you mean "positionals"?', { positional: ["a"] }],
  ['what runCommand is given has a wrong "flags": it must be an object, not null', { flags: null }],
  ['what runCommand is given has a wrong "signal": it must be an AbortSignal', { signal: new AbortController() }],
  ['`engine` of what runCommand is given has an unknown key "evalClosur"', { engine: { evalClosur: () => 1 } }],
])("refuses options that are none: %s [kit-options]", async (problem, options) => {
  await expect(runCommand(same, options)).rejects.toThrow(problem);
});

it("refuses what is no command [kit-options]", async () => {
  await expect(runCommand({ name: "x", run() {} } as never)).rejects.toThrow(
    "this is no command: give what defineCommand",
  );
  const command = { name: "x", load: async () => ({ same }) as never };
  await expect(runCommand(command)).rejects.toThrow('what was loaded as "x" is no command');
});
