import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { cleanEnvironment, nuBinary } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTerminal } from "../../support/terminal.ts";
import { pluginFiles, runWith } from "./example-plugins.ts";

const ways = ["console", "property", "import", "descriptor", "device", "child", "worker", "worker descriptor"];
const plugins = pluginFiles("misprinting");

/** A script that prints by each way, and what it gives: the answer of each call. */
const script = (each: readonly string[]) =>
  `print (${JSON.stringify(each)} | each {|way| misprint $way } | to json --raw)`;
const answers = (each: readonly string[]) => `${JSON.stringify(each.map(() => 1))}\n`;

/** Runs it with Nushell's stderr redirected as `sh` writes it, in a directory where it may leave its files. */
async function runRedirected(redirection: string, each: readonly string[], env = {}) {
  const cwd = temporaryDirectory({ log: "" });
  const command = `"$0" --no-config-file --no-std-lib --plugins "$1" --commands "$2" ${redirection}`;
  const args = ["-c", command, nuBinary(), JSON.stringify(plugins), script(each)];
  const { stdout } = await promisify(execFile)("sh", args, { cwd, env: cleanEnvironment(env) });
  return { stdout, log: readFileSync(`${cwd}/log`, "utf8").trimEnd().split("\n").toSorted() };
}

describe("stdout is the protocol's: what a plugin prints there goes to stderr", () => {
  it("while it is loaded, before it serves [stdout-guarded]", async () => {
    const { stdout, stderr } = await runWith(["misprinting"], script(["console"]));
    expect({ stdout, stderr }).toEqual({ stdout: "[1]\n", stderr: "printed while loading\nby console\n" });
  });

  it.each([
    ["a file", "2>>log"],
    ["a pipe", "2>&1 >out | cat >log; cat out"],
  ])("by whatever way, where stderr is %s [stdout-descriptor]", async (_, redirection) => {
    const { stdout, log } = await runRedirected(redirection, ways);
    expect(stdout).toBe(answers(ways));
    expect(log).toEqual([...ways.map((way) => `by ${way}`), "printed while loading"].toSorted());
  });

  it("by whatever way, where stderr is a terminal [stdout-descriptor]", async () => {
    const terminal = await openTerminal(plugins);
    await terminal.typeAtPrompt(`${script(ways)}\r`);
    for (const way of ways) await terminal.shows(`by ${way}`);
    await terminal.shows(answers(ways).trim());
  });

  it("or nowhere, where stderr is closed [stdout-descriptor]", async () => {
    await expect(runRedirected("2>&-", ways)).resolves.toMatchObject({ stdout: answers(ways) });
  });

  it("by every way of JavaScript's own, and else nowhere, where stderr is a socket [stdout-socket]", async () => {
    const { stdout, stderr } = await runWith(["misprinting"], script(ways));
    expect(stdout).toBe(answers(ways));
    const told = ["console", "property", "import", "worker"].map((way) => `by ${way}`);
    expect(stderr.trimEnd().split("\n").toSorted()).toEqual([...told, "printed while loading"].toSorted());
  });

  it("by a stream that a module kept from before [stdout-descriptor]", async () => {
    const kept =
      'const { stdout } = process; setInterval(() => process.stdout !== stdout && stdout.write("kept\\n"), 5)';
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(kept)}` };
    const { stdout, log } = await runRedirected("2>>log", ways, env);
    expect(stdout).toBe(answers(ways));
    expect(log).toContain("kept");
  });
});
