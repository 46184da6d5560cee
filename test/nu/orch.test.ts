import { expect, it } from "vitest";
import { nu, nuError } from "../support/nu.ts";
import { openTerminal } from "../support/terminal.ts";

it("says what a wrong subcommand may mean, whatever flags and pipeline come with it [did-you-mean-command]", async () => {
  const error = await nuError("orch list --status failed -n 5 | where status == failed | length");
  expect(error).toContain("orch::unknown_command");
  expect(error).toContain("There is no command `orch list`; did you mean `orch tasks`?");
  expect(error).toMatch(/help: The subcommands are .*`orch --help`/);
  expect(await nuError("orch report summary")).toContain("help: `orch report` is in a module");
});

it("says in its help how to get the reports, wherever the plugin is [orch-reports]", async () => {
  const [, use] = /^ {2}(use .*orch\.nu.*)$/m.exec((await nu("orch")).stdout) ?? [];
  expect((await nu(`${use}; orch report summary -d data/small`)).stdout).toContain("Orchestrator at small");
});

it("completes subcommands by TAB [did-you-mean-command]", async () => {
  const terminal = await openTerminal();
  terminal.type("orch checkp\t");
  await terminal.shows("orch checkpoints");
});

it("colours statuses by the lines that its help gives [color-config]", async () => {
  const { stdout } = await nu("orch");
  const [lines = ""] = /^ *\$env\.config\.color_config.*?\} \}$/ms.exec(stdout) ?? [];
  expect(lines.split("\n")).toHaveLength(3);
  for (const line of lines.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const terminal = await openTerminal(undefined, { env: { NO_COLOR: "" } });
  terminal.type(`${lines.replaceAll(/\s*\n\s*/g, " ")}; orch tasks -d data/small | select status | uniq\r`);
  await terminal.shows(/cancelled *│[^]*> \d/);
  for (const [color, status] of Object.entries({
    31: "failed",
    32: "completed",
    33: "cancelled",
    36: "running",
    39: "pending",
  })) {
    expect(terminal.written()).toContain(`\u001b[${color}m${status}\u001b[0m`);
  }
});
