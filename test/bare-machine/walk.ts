import { copyFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { everyCommand } from "../support/every-command.ts";
import { sectionOf } from "../support/pages.ts";
import { writeFiles } from "../support/temporary-directory.ts";
import { filesOf, run, runOnTerminal, type Machine } from "./machine.ts";

/** The listing under a heading of the page on installing that has a text. */
export function listing(heading: string, text: string): string {
  const section = sectionOf("src/INSTALL.md", `## ${heading}`);
  const blocks = [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`there is no listing with ${text} under ${heading}`);
  return found;
}

/** What `orch check` finds in the samples. */
export const finding = "stale-status";

/** A way to install the plugin. Its commands run in the user's home. */
export interface Way {
  /** Installs it from a file that lies there, and registers it; also in the place of an older version. */
  readonly install: (file: string) => string;
  readonly remove: (file: string) => string;
  /** What is installed first, and what then comes in its place, with its version. */
  readonly first: string;
  readonly second: string;
  readonly version: string;
  /** What `orch check` says in the shell that was open meanwhile, and had not called it. */
  readonly meanwhile: string;
}

/**
 * Installs the plugin, calls every command in a shell without Node on PATH, upgrades it while a shell is open, and removes it.
 * Returns the machine's files after that, which must be those of before.
 */
export async function installUpgradeRemove(machine: Machine, way: Way): Promise<readonly string[]> {
  const { home } = machine;
  for (const file of [way.first, way.second]) copyFileSync(file, join(home, basename(file)));
  expect(run(machine, way.install(basename(way.first)))).toContain("Registered nu_plugin_orchestrator");

  const nu = (script: string) => {
    writeFiles(home, { "script.nu": script });
    return run(machine, 'PATH=/nonexistent "$(command -v nu)" ~/script.nu');
  };
  // What the help says leads to the samples.
  const [, folder = "", use = ""] = /^ {2}cd "(.*)"\n {2}(\$env\..*)$/m.exec(nu("orch")) ?? [];
  run(machine, `cp -r "${folder}" samples`);
  const toSamples = `cd ~/samples\n${use}`;
  const calls = everyCommand.map((call) => `(${call})`).join(" ");
  expect(nu(`${toSamples}\n[${calls}] | length`)).toMatch(new RegExp(`^${everyCommand.length}$`, "m"));
  writeFiles(home, { "script.nu": "orch top -d ~/samples/data/small" });
  await runOnTerminal(machine, "nu script.nu", "RUNNING 1", "q");

  writeFiles(home, {
    "upgrade.sh": way.install(basename(way.second)),
    "open.nu": `${toSamples}
print $"first: (orch status --quiet | get tasks_pending)"
^sh -c "cd; set -e; . ./upgrade.sh"
print $"still: (orch status --quiet | get tasks_pending)"
print $"meanwhile: (try { orch check --quiet | get 0.code } catch {|error| $error.msg })"
${listing("Upgrade", "plugin stop")}
print $"then: (orch check --quiet | get 0.code)"`,
  });
  const open = run(machine, "nu open.nu");
  expect(open.split("\n").filter((line) => /^(first|still|meanwhile|then): /.test(line))).toEqual([
    "first: 4",
    "still: 4",
    `meanwhile: ${way.meanwhile}`,
    `then: ${finding}`,
  ]);
  expect(nu("plugin list | where name == orchestrator | get 0.version")).toBe(`${way.version}\n`);

  run(machine, way.remove(basename(way.second)));
  expect(nu("plugin list | length")).toBe("0\n");
  for (const name of [basename(way.first), basename(way.second), "script.nu", "open.nu", "upgrade.sh", "samples"])
    rmSync(join(home, name), { recursive: true, force: true });
  return filesOf(machine);
}
