import { expect, it } from "vitest";
import { since } from "../support/releases.ts";
import { openTerminal } from "../support/terminal.ts";

const tab = "\t";

it("completes --status by TAB from 0.108, before that Nushell's own way, with files [completion-status]", async () => {
  // Whatever the case: without colours the selected one is in capitals.
  const statuses = [/cancelled/i, /completed/i, /failed/i, /pending/i, /running/i];
  const files = [/demo\.ts/i, /plugins/i, /workflows/i];
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch tasks --status ${tab}`);
  for (const offered of since("0.108") ? statuses : files) await terminal.shows(offered);
  for (const other of since("0.108") ? files : statuses) expect(terminal.screen()).not.toMatch(other);
});

it("completes the name of a column for --columns by TAB from 0.108 [completion-columns]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch tasks --columns blo${tab}`);
  await terminal.shows(since("0.108") ? "blocked_by" : "NO RECORDS FOUND");
});

// 0.108 completes paths for no flag at all, not even for one of its own.
const directory = since("0.108") && !since("0.109") ? "NO RECORDS FOUND" : "data/small";

it.each([
  ["directories for --data-dir", "orch tasks --data-dir data/sm", directory],
  ["files for workflows", "orch validate workflows/depl", "deploy.toml"],
])("completes %s by TAB [completion-paths]", async (_, typed, offered) => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(typed + tab);
  await terminal.shows(offered);
});

it("completes --workflow by TAB from 0.115, with the number of its tasks [completion-workflow]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch tasks -d data/small --workflow ${tab}`);
  await terminal.shows(since("0.115") ? /backup +1 task/i : since("0.108") ? "NO RECORDS FOUND" : /workflows/i);
});

it("shows a table to a person who types [interactive]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("orch tasks --data-dir data/small --limit 1\r");
  await terminal.shows("task-001");
});
