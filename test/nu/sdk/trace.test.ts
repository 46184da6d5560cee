import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nu } from "../../support/nu.ts";
import { release } from "../../support/releases.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { pluginFiles } from "./example-plugins.ts";

/** The messages of a script's plugin, as it writes them down: one that is registered gets the shell's environment. */
async function traceOf(name: string, script: string) {
  const cwd = temporaryDirectory();
  const [file] = pluginFiles(name);
  const unloaded = { plugins: [], cwd };
  await nu(`plugin add --plugin-config plugins.msgpackz ${file}`, unloaded);
  const use = `plugin use --plugin-config plugins.msgpackz ${name}`;
  const result = await nu(`${use}; ${script}`, { ...unloaded, env: { NU_PLUGIN_TRACE: `${cwd}/trace` } });
  const lines = readFileSync(`${cwd}/trace`, "utf8").trim().split("\n");
  return {
    ...result,
    lines: lines.map((line) => JSON.parse(line) as { time: string; direction: string; message: unknown }),
  };
}

it("writes every message down as a line of JSON where NU_PLUGIN_TRACE says [sdk-trace]", async () => {
  const { stdout, lines } = await traceOf("streams", "count up --to 2 | to json --raw");
  expect(stdout.trim()).toBe("[1,2]");
  for (const { time } of lines) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const messages = lines.map(({ direction, message }) => ({
    direction,
    kind: typeof message === "string" ? message : Object.keys(message as object)[0],
  }));
  expect(messages.slice(0, 3)).toEqual([
    { direction: "in", kind: "Hello" },
    { direction: "out", kind: "Hello" },
    { direction: "in", kind: "Call" },
  ]);
  for (const kind of ["CallResponse", "Data", "End"]) expect(messages).toContainEqual({ direction: "out", kind });
  expect(messages.filter(({ kind }) => kind === "Ack")).toHaveLength(2);
  expect(messages).toContainEqual({ direction: "in", kind: "Drop" });
});

it.each([
  ["terminal", "try { ask key }", [{ name: "LocalSocket" }]],
  ["streams", "count up --to 1", []],
])(
  "greets Nushell with its own release, and offers a socket only if it needs the terminal: %s [sdk-hello]",
  async (name, script, features) => {
    const { lines } = await traceOf(name, `${script} | ignore`);
    const [, hello] = lines;
    expect(hello?.message).toEqual({ Hello: { protocol: "nu-plugin", version: release, features } });
  },
);
