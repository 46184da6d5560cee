import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../../fixtures/plugins/mistaken.ts";
import { byteStream, CellPath, DateTime, Duration, Filesize, Float, Glob, int, Range, value } from "nu-plugin";
import { checkExamples, openNu } from "nu-plugin/testing";
import { isAlive } from "../../support/alive.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { cleanEnvironment, fixtures, nuBinary } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { pluginFiles } from "./example-plugins.ts";

const plugin = `${fixtures}/plugins/nu_plugin_mistaken`;
const bare = { nu: nuBinary(), env: cleanEnvironment() };
const nu = openNu({ ...bare, plugins: [plugin] });

afterEach(() => void vi.unstubAllEnvs());

describe("a script in a real Nushell", () => {
  it("gives what it prints, and its exit code [kit-nu]", async () => {
    expect(await nu.run("print 'out'; print --stderr 'err'; exit 3")).toEqual({
      stdout: "out\n",
      stderr: "err\n",
      code: 3,
    });
  });

  it("gives its value, whatever it printed before [kit-nu-value]", async () => {
    expect(await nu.value("print '{'; {number: (twice 2), day: 1day}")).toEqual({ number: 4, day: 86_400_000_000_000 });
    expect(await nu.value("[1] # and nothing more")).toEqual([1]);
    await expect(nu.value("error make {msg: `it fails`}")).rejects.toThrow(/nu failed with 1:[^]*it fails/);
  });

  it("gives its error on one line without colours [kit-nu-error]", async () => {
    const message = "the first half of an error that is long enough to be wrapped, and the second half of it";
    expect(await nu.error(`error make {msg: "${message}"}`)).toContain(message);
    expect(await nu.error('error make {msg: $"(ansi red)red(ansi reset)"}')).not.toContain("\u001b");
    await expect(nu.error("twice 2")).rejects.toThrow("nu did not fail but printed:\n4");
  });

  it("has plugins by a relative path too, wherever it runs [kit-nu]", async () => {
    const there = openNu({ ...bare, cwd: "/", plugins: [relative(process.cwd(), plugin)] });
    expect(await there.value("[(twice 2) $env.PWD]")).toEqual([4, "/"]);
  });

  it("has none of the user's plugins, and the configuration that it is given [kit-nu]", async () => {
    const home = temporaryDirectory({ "nushell/given.nu": "$env.GIVEN = 'yes'" });
    const env = { ...bare.env, XDG_CONFIG_HOME: home };
    const user = openNu({ ...bare, env });
    expect(await user.run(`plugin add --plugin-config ${home}/nushell/plugin.msgpackz '${plugin}'`)).toMatchObject({
      code: 0,
    });
    expect(await user.value("scope commands | where name == twice | length")).toBe(0);
    expect(await openNu({ ...bare, env, config: `${home}/nushell/given.nu` }).value("$env.GIVEN")).toBe("yes");
  });

  it("finds nu on PATH if not told where it is [kit-nu-missing]", async () => {
    const path = { ...bare.env, PATH: dirname(nuBinary()) };
    expect(await openNu({ env: path }).value("1 + 1")).toBe(2);
  });

  it("gets the given variables alone, and NO_COLOR [kit-nu]", async () => {
    const { PATH = "" } = bare.env;
    vi.stubEnv("NU_KIT_TEST", "not given");
    const variables = "[$env.GIVEN? $env.NO_COLOR? $env.NU_KIT_TEST?]";
    const colourless = openNu({ nu: nuBinary(), env: { PATH, GIVEN: "x" } });
    expect(await colourless.value(variables)).toEqual(["x", "1", null]);
    expect(await openNu({ nu: nuBinary(), env: { PATH, NO_COLOR: "" } }).value("$env.NO_COLOR")).toBe("");
  });

  it("is ended when it takes too long [kit-nu-timeout]", async () => {
    const file = `${temporaryDirectory()}/pid`;
    const hasty = openNu({ ...bare, timeout: 3000 });
    await expect(hasty.run(`$nu.pid | save ${file}; sleep 1min`)).rejects.toThrow(
      /^nu was not done after 3000 ms with `/,
    );
    await expect.poll(() => isAlive(Number(readFileSync(file, "utf8")))).toBe(false);
  });
});

describe("a script with an input", () => {
  const input = {
    "2024": [1, 2 ** 60, 1.5, 1e300, new Float(2), -0.5, true, null],
    text: 'a "b"\n\u0001$in',
    spans: [new Duration(-5n), new Filesize(2n ** 40n)],
    when: new DateTime("2026-03-14T08:00:00.123456789+01:00"),
    bytes: Uint8Array.of(0, 255),
    range: new Range({ start: 1, end: 3 }),
    path: new CellPath(["ab", 0]),
  };

  it("has it as one value, of every kind that has a notation [kit-nu-input]", async () => {
    const script = "let all = $in; [spans when bytes range path] | each {|key| $all | get $key | to nuon }";
    const [spans, ...others] = (await nu.value(script, { input })) as string[];
    expect(spans?.toLowerCase()).toBe(`[-5ns, ${2n ** 40n}b]`);
    expect(others).toEqual([input.when.text, "0x[00FF]", "1..3", "$.ab.0"]);
    const { text, "2024": numbers } = input;
    const rest = await nu.value('[$in.text ...($in | get "2024") ($in | columns | first)]', { input });
    expect(rest).toEqual([text, ...numbers.map((each) => (each instanceof Float ? each.value : each)), "2024"]);
  });

  it("has all of a list, and what a stream type makes a value of [kit-nu-input]", async () => {
    const numbers = Array.from({ length: 50_000 }, (_, i) => i);
    expect(await nu.value("math sum", { input: numbers })).toBe(1_249_975_000);
    const later = async function* () {
      yield* [1, 2, 3];
    };
    expect(await nu.value("each {|n| twice $n }", { input: later() })).toEqual([2, 4, 6]);
    expect(await nu.value("describe", { input: value(int, 5) })).toBe("int");
    expect(await nu.value("$in == null", { input: null })).toBe(true);
  });

  it("has bytes as an external command gives them [kit-nu-input]", async () => {
    const chunks = function* () {
      for (let i = 0; i < 1000; i++) yield Buffer.alloc(1000, i);
    };
    expect(await nu.value("into binary | bytes length", { input: byteStream("Binary", chunks()) })).toBe(1_000_000);
    // It takes no more than it needs, and that is no failure.
    expect(await nu.run("print done", { input: byteStream("Binary", chunks()) })).toMatchObject({ stdout: "done\n" });
    const failing = async function* () {
      yield "a";
      throw new Error("no more");
    };
    await expect(nu.value("into binary", { input: byteStream("String", failing()) })).rejects.toThrow("no more");
  });

  it("needs a notation for it [kit-nu-input]", async () => {
    await expect(nu.value("describe", { input: () => 1 })).rejects.toThrow("Nushell's notation has nothing for it");
    await expect(nu.value("describe", { input: { a: [new Glob("*")] } })).rejects.toThrow(TypeError);
  });

  it("may have its own directory and variables too [kit-nu-input]", async () => {
    const script = "[$in $env.PWD $env.GIVEN $env.HOME]";
    expect(await nu.value(script, { input: 1, cwd: "/", env: { GIVEN: "yes" } })).toEqual([
      1,
      "/",
      "yes",
      bare.env["HOME"],
    ]);
    expect(await nu.error("$env.GIVEN", { input: 1 })).toMatch(/GIVEN/);
  });

  it("has several plugins [kit-nu]", async () => {
    const both = openNu({ ...bare, plugins: [plugin, `${fixtures}/plugins/nu_plugin_greet`] });
    expect(await both.value("[(twice $in) (greet Ada)]", { input: 2 })).toEqual([4, "Hello, Ada!"]);
  });
});

describe("TAB without a terminal", () => {
  const tab = openNu({ ...bare, plugins: pluginFiles("greet", "arguments") });
  const lacking = /^this Nushell, 0\.\d+\.\d, has no `commandline complete`: take 0\.114 or later/;
  /** The texts that are offered, or the message where the release offers none to a script. */
  const offered = (line: string, env = {}) =>
    tab.complete(line, { env }).then(
      (all) => all.map((each) => each.value),
      (error: Error) => error.message,
    );
  const where = (release: "0.114" | "0.115", words: readonly string[]) =>
    since("0.114") ? (since(release) ? words : []) : expect.stringMatching(lacking);

  it("offers flags, choices and what a completer gives, from 0.114 on [kit-nu-complete]", async () => {
    expect(await offered("greet --sh")).toEqual(where("0.114", ["--shout"]));
    expect(await offered("args special --size 's")).toEqual(where("0.114", ["small"]));
    expect(await offered("args complete ma")).toEqual(where("0.114", ["main"]));
    expect(await offered("args complete --none ")).toEqual(where("0.114", []));
    const variables = await offered("args complete --variable PINE", { PINEAPPLE: "ripe" });
    expect(variables).toEqual(where("0.115", ["PINEAPPLE"]));
  });

  it("says what each is and where it goes [kit-nu-complete]", async () => {
    const main = { value: "main", span: { start: 14, end: 16 }, description: "what is released" };
    const [found] = await tab.complete("args complete ma").catch(() => [main]);
    expect(found).toMatchObject(main);
    expect(Object.values(found ?? {})).not.toContain(null);
  });
});

it("gives the examples that give another result, and none else [kit-examples]", { timeout: 60_000 }, async () => {
  const failing = (example: string, expected: string, error: RegExp) => ({
    command: "twice",
    example,
    expected,
    found: expect.stringMatching(error),
  });
  expect(await checkExamples(nu, commands)).toEqual([
    { command: "twice", example: "twice 4", expected: "9", found: "8" },
    failing("twice [", "8", /^Error: nu::parser::/),
    failing("error make {msg: 'it fails'}", "null", /^Error: .*it fails/),
  ]);
});

it("gives every example when the plugin is not loaded [kit-examples]", { timeout: 60_000 }, async () => {
  const examples = (await checkExamples(openNu(bare), commands)).map(({ example }) => example);
  expect(examples).toHaveLength(7);
});
