import { expect, it } from "vitest";
import { openTerminal } from "../support/terminal.ts";

const tab = "\t";

it("completes --status by TAB [completion-status]", async () => {
  const terminal = await openTerminal();
  terminal.type(`orch tasks --status ${tab}`);
  await terminal.shows(/cancelled/i);
  for (const status of ["completed", "failed", "pending", "running"]) expect(terminal.screen()).toContain(status);
});

it("completes directories for --data-dir and files for workflows by TAB [completion-paths]", async () => {
  const terminal = await openTerminal();
  terminal.type(`orch tasks --data-dir data/sm${tab}`);
  await terminal.shows(/data\/small/i);
  terminal.type(`\u0003orch validate workflows/depl${tab}`);
  await terminal.shows(/deploy\.toml/i);
});

it("shows a table to a person who types [interactive]", async () => {
  const terminal = await openTerminal();
  terminal.type("orch tasks --data-dir data/small --limit 1\r");
  await terminal.shows("task-001");
});
