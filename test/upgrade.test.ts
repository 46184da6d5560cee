// A Nushell is open, and what it runs is replaced by another version in the same place, or removed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeLater } from "./support/later-version.ts";
import { npm, packed } from "./support/packages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { openTerminal } from "./support/terminal.ts";

const name = "nu_plugin_orchestrator";

it(
  "says in an open shell what to do where the plugin was upgraded or removed, and mixes no versions [upgrade-open] [upgrade-signatures] [upgrade-removed]",
  { timeout: 180_000 },
  async () => {
    const prefix = temporaryDirectory();
    const globally = (...args: string[]) =>
      expect(npm(prefix, ...args, "--global", "--prefix", prefix)).toMatchObject({ status: 0, stderr: "" });
    const bundle = join(prefix, "lib/node_modules", name, "dist");
    const contents = () => new Map(readdirSync(bundle).map((file) => [file, readFileSync(join(bundle, file), "utf8")]));
    const [before, after] = [packed(name), packed(name, makeLater)];
    globally("install", before);
    const old = contents();

    const link = join(prefix, "bin", name);
    const terminal = await openTerminal([], { registers: true });
    let count = 0;
    /** Enters a line that prints nothing, and waits until it is done: what is typed before that may be lost. */
    const enter = async (line: string) => {
      count += 1;
      await terminal.typeAtPrompt(`${line}; $"done=(${count})"\r`);
      await terminal.shows(`done=${count}`);
    };
    await enter(`plugin add ${link}`);
    await enter("plugin use orchestrator");
    const pending = (mark: string) => `orch status --quiet --data-dir data/small | $"${mark}=($in.tasks_pending)"\r`;
    await terminal.typeAtPrompt(pending("first"));
    await terminal.shows("first=4");

    const operations = Array.from({ length: 3000 }, (_, index) => `- {id: o${index}, type: create}\n`);
    const folder = temporaryDirectory({ "long.yaml": `name: long\noperations:\n${operations.join("")}` });
    const long = (mark: string) => `orch validate ${folder}/long.yaml | $"${mark}=($in.valid)"\r`;
    await terminal.typeAtPrompt(long("long"));
    await terminal.shows("long=true");

    globally("install", after);
    // What has the same name in both is the same, so that whatever an old plugin finds was meant for it.
    const kept = [...contents()].filter(([file]) => file !== "main.cjs" && old.has(file));
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter(([file, text]) => old.get(file) !== text)).toEqual([]);

    await terminal.typeAtPrompt(pending("goes-on"));
    await terminal.shows("goes-on=4");
    await terminal.typeAtPrompt(long("replaced"));
    await terminal.shows("Run `plugin stop orchestrator`");
    expect(terminal.screen().replaceAll("\n", "")).toMatch(/Cannot find module '.*worker-/);
    await terminal.typeAtPrompt("orch check --text --data-dir data/small\r");
    await terminal.shows(/Cannot find module '.\/check-/);
    await enter("plugin stop orchestrator");
    await terminal.typeAtPrompt("orch check --text --data-dir data/small\r");
    await terminal.shows("says running, but was last written");

    // Nushell itself still goes by what it was told of the version before.
    await terminal.typeAtPrompt("orch wait task-001 --data-dir data/small\r");
    await terminal.shows('This plugin has no command "orch wait"');
    await terminal.shows("after an upgrade run `plugin add` again");
    await terminal.typeAtPrompt("orch await task-001 --data-dir data/small\r");
    await terminal.shows("Nushell did not take `orch await` for a command");
    await enter(`plugin add ${link}`);
    await enter("plugin use orchestrator");
    await terminal.typeAtPrompt('orch await task-001 --data-dir data/small | $"ended=($in.0.status)"\r');
    await terminal.shows("ended=completed");

    globally("uninstall", name);
    expect(existsSync(link)).toBe(false);
    await terminal.typeAtPrompt("orch stats --data-dir data/small\r");
    await terminal.shows(/Cannot find module '.\/stats-/);
    await enter("plugin stop orchestrator");
    await terminal.typeAtPrompt("orch status --data-dir data/small\r");
    await terminal.shows("Plugin failed to load: Can't find");
    await terminal.typeAtPrompt('plugin rm orchestrator; $"removed=(1 + 1)"\r');
    await terminal.shows("removed=2");
  },
);
