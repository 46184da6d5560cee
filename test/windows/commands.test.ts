import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fixtures, nu, pluginFile, root } from "../support/nu.ts";
import { onWindows, prefix } from "./wine.ts";

/** What calls each command, with paths below fixtures written `<data/small>`. A call's answer must not tell the time. */
const calls: Readonly<Record<string, string>> = {
  orch: "orch | describe",
  "orch status": "orch status -d <data/small> -q | reject silent_for",
  "orch tasks": "orch tasks -d <data/small> --long | reject duration",
  "orch tasks of several": "orch tasks -d [<data/small> <data/daemon>]",
  "orch tasks of a pattern": "orch tasks -d <data/s*>",
  "orch task": "orch task task-001 -d <data/small>",
  "orch logs": "orch logs task-004 -d <data/small>",
  "orch stats": "orch stats --by status -d <data/small>",
  "orch graph": "orch graph -d <data/small>",
  "orch check": "orch check -d <data/broken>",
  "orch checkpoints": "orch checkpoints -d <data/small>",
  "orch workflows": "orch workflows -d <data/small>",
  "orch validate": "orch validate <workflows/deploy.yaml> <workflows/broken.yaml>",
  "orch plan": "orch plan <workflows/deploy.yaml>",
  "orch watch": "orch watch -i --for 1ms -d <data/small> | reject time",
  "orch wait": "orch wait task-001 -d <data/small>",
  "an error": "orch status -d <data/nothing>",
};

/** A text with each path as Linux writes it, and what is wrong with JSON as each Node does. */
const plain = (text: string) =>
  text
    .replaceAll("Z:", "")
    .replaceAll("\\", "/")
    .replaceAll(/ \(line \d+ column \d+\)/g, "");

/** The answers of all calls by one plugin, and what was said of them. */
async function answers(plugin: string, write: (path: string) => string) {
  const columns = Object.entries(calls).map(([name, call]) => {
    const written = call.replaceAll(/<(.*?)>/g, (_, path: string) => `'${write(join(fixtures, path))}'`);
    return `"${name}": (try { ${written} } catch {|error| $error.msg })`;
  });
  const { stdout, stderr, code } = await nu(`{ ${columns.join(", ")} } | to json --raw`, { plugins: [plugin] });
  if (code !== 0) throw new Error(stderr);
  const read = JSON.parse(stdout, (_, cell: unknown) => (typeof cell === "string" ? plain(cell) : cell)) as unknown;
  return { answers: read as Readonly<Record<string, unknown>>, stderr: plain(stderr) };
}

type Answers = Awaited<ReturnType<typeof answers>>;
let windows: Answers, linux: Answers;

const folder = mkdtempSync(join(tmpdir(), "orch-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const plugin = join(folder, "nu_plugin_orchestrator");
  const relay = fileURLToPath(new URL("relay.ts", import.meta.url));
  const tsx = join(root, "node_modules/tsx/dist/loader.mjs");
  const start = `WINEPREFIX='${prefix}' exec`;
  writeFileSync(
    plugin,
    `#!/bin/sh\n${start} '${process.execPath}' --import '${tsx}' '${relay}' '${pluginFile}' "$@"\n`,
  );
  chmodSync(plugin, 0o755);
  windows = await answers(plugin, onWindows);
  linux = await answers(pluginFile, (path) => path);
}, 120_000);

it.each(Object.keys(calls))("answers %s as on Linux [windows-commands]", (name) => {
  expect(windows.answers[name]).toEqual(linux.answers[name]);
});

it("says of files what it says on Linux [windows-commands]", () => {
  expect(windows.stderr).toBe(linux.stderr);
});
