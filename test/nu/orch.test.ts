import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

it("says what a wrong subcommand may mean, whatever flags and pipeline come with it [did-you-mean-command]", async () => {
  const error = await nuError("orch list --status failed -n 5 | where status == failed | length");
  expect(error).toContain("orch::unknown_command");
  expect(error).toContain("There is no command `orch list`; did you mean `orch tasks`?");
  expect(error).toMatch(/help: The subcommands, which only read, are .*`orch --help`/);
  expect(await nuError("orch report summary")).toContain("help: `orch report` is in a module");
  const said = "{|word| try { orch $word } catch {|error| $error.msg } }";
  expect(await nuValue(`[failed running errors dag chekc cancel ""] | each ${said}`)).toEqual([
    "There is no command `orch failed`; did you mean `orch tasks` or `orch workflows`?",
    "There is no command `orch running`; did you mean `orch status` or `orch tasks`?",
    "There is no command `orch errors`; did you mean `orch logs`?",
    "There is no command `orch dag`; did you mean `orch graph`?",
    "There is no command `orch chekc`; did you mean `orch check`?",
    "There is no command `orch cancel`",
    "There is no command `orch `",
  ]);
});

it("says what to do where Nushell takes a subcommand for an argument [did-you-mean-command]", async () => {
  const error = await nuError('orch "status"');
  expect(error).toContain("Nushell did not take `orch status` for a command");
  expect(error).toContain("run `plugin add` again");
});

it("says in its help where the samples of its examples are [orch-samples]", async () => {
  const lines = /^ {2}cd .*fixtures"?\n {2}\$env\.PROVISIONING.*$/m.exec((await nu("orch")).stdout)?.[0] ?? "";
  const example = "orch task task-005 | get status";
  expect(await nuValue(`${lines}; ${example}`, { cwd: temporaryDirectory() })).toBe("failed");
});

it("says in its help how to get the reports, wherever the plugin is [orch-reports]", async () => {
  const [, use] = /^ {2}(use .*orch\.nu.*)$/m.exec((await nu("orch")).stdout) ?? [];
  expect((await nu(`${use}; orch report summary -d data/small`)).stdout).toContain("Orchestrator at small");
});

it("completes subcommands by TAB [did-you-mean-command]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("orch checkp\t");
  await terminal.shows("orch checkpoints");
});

it("colours statuses by the lines that its help gives [color-config]", async () => {
  const { stdout } = await nu("orch");
  const [lines = ""] = /^ *\$env\.config\.color_config.*?\} \}$/ms.exec(stdout) ?? [];
  expect(lines.split("\n")).toHaveLength(3);
  for (const line of lines.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const terminal = await openTerminal(undefined, { env: { NO_COLOR: "" } });
  await terminal.typeAtPrompt(
    `${lines.replaceAll(/\s*\n\s*/g, " ")}; orch tasks -d data/small | select status | uniq\r`,
  );
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

it("keeps each row of a table on one line by the line that its help gives, in any width [one-line-rows]", async () => {
  const { stdout } = await nu("orch");
  const [line = ""] = /^ *\$env\.config\.table.*$/m.exec(stdout) ?? [];
  const widths = [80, 120, 140, 200];
  const heights = `${JSON.stringify(widths)} | each {|width| orch check -q -d data/* | table --width $width | lines | length }`;
  // Five findings of one directory and one of another, the head and three borders.
  expect(await nuValue(`${line}; ${heights}`)).toEqual(widths.map(() => 6 + 4));
});
