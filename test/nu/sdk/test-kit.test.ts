import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../../fixtures/plugins/mistaken.ts";
import { checkExamples, openNu } from "nu-plugin/testing";
import { isAlive } from "../../support/alive.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { cleanEnvironment, fixtures, nuBinary } from "../../support/nu.ts";

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
    expect(await user.run(`plugin add --plugin-config ${home}/nushell/plugin.msgpackz ${plugin}`)).toMatchObject({
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
