import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";
import { openTerminal } from "../support/terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("is a table of the documented fields and the path, the latest first [checkpoints-columns]", async () => {
  const rows = await nuValue("orch checkpoints -d data/small | update path { path basename }");
  expect(rows).toMatchObject([
    { workflow_id: "rotate-certificates", step: 0, completed_operations: [] },
    {
      workflow_id: "backup",
      step: 2,
      completed_operations: ["dump-databases", "stop-writes"],
      current_state: { phase: "upload", bytes_sent: 52_428_800 },
      metadata: { triggered_by: "schedule", node: "db-01" },
      path: "backup.json",
    },
  ]);
  const columns = ["workflow_id", "step", "completed_operations", "timestamp", "current_state", "metadata", "path"];
  expect(await nuValue("orch checkpoints -d data/small | columns")).toEqual(columns);
  expect(await nuValue("orch checkpoints -d data/small | get 0.timestamp | describe")).toBe(datetime);
});

it("keeps one workflow's, and names the nearest for one that has none [checkpoints-one]", async () => {
  expect(await nuValue("orch checkpoints backup -d data/small | get step")).toEqual([2]);
  const error = await nuError("orch checkpoints bakcup -d data/small");
  expect(error).toContain("orch::unknown_workflow");
  expect(error).toContain("Similar: backup, rotate-certificates");
});

it("notes broken files on one line and in the metadata, and lists the rest [checkpoints-problems]", async () => {
  const dir = temporaryDirectory({
    "checkpoints/a.json": "{",
    "checkpoints/b.json": { workflow_id: "b", current_state: { deep: [1, null, "\u{1b}"] } },
  });
  const { stdout, stderr } = await nu(`orch checkpoints -d ${dir} | get workflow_id | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["b"]);
  expect(stderr).toMatch(/^orch checkpoints: 1 file has a problem: a\.json: not JSON: .*\n$/);
  expect((await nu(`orch checkpoints --quiet -d ${dir}`)).stderr).toBe("");
  const codes = await nuValue(`orch checkpoints -q -d ${dir} | metadata | get orch_problems?.code?`);
  expect(codes).toEqual(since("0.108") ? ["not-json"] : null);
});

it("is empty where the data directory has none, an error where there is no data directory [checkpoints-absent]", async () => {
  expect(await nuValue("orch checkpoints -d data/daemon")).toEqual([]);
  expect(await nuError("orch checkpoints -d data/nowhere")).toContain("orch::no_data_dir");
});

it("reads a directory that is named, which must be there [checkpoints-dir]", async () => {
  const cwd = temporaryDirectory({ "cp/a.json": { workflow_id: "a" } });
  expect(await nuValue("orch checkpoints --dir cp | get workflow_id", { cwd })).toEqual(["a"]);
  const home = { cwd, env: { HOME: cwd } };
  expect(await nuValue("orch checkpoints a --dir '~/cp' | get workflow_id", home)).toEqual(["a"]);
  const error = await nuError("orch checkpoints --dir gone", { cwd });
  expect(error).toMatch(/orch::no_checkpoints.*gone.*asked for here.*<workflow_id>\.json/);
});

it("says of several data directories which each is from, and notes one that is none [checkpoints-several]", async () => {
  const cwd = temporaryDirectory({
    "a/checkpoints/1.json": { workflow_id: "w", timestamp: "2026-03-01T00:00:00Z" },
    "b/checkpoints/1.json": { workflow_id: "w", timestamp: "2026-03-02T00:00:00Z" },
    "c/notes.txt": "",
  });
  const { stdout, stderr } = await nu("orch checkpoints w -d '*' | get source_dir | path basename | to json -r", {
    cwd,
  });
  expect(JSON.parse(stdout)).toEqual(["b", "a"]);
  expect(stderr).toContain(`${cwd}/c has no tasks`);
});

it("is looked through by orch check too [check-files]", async () => {
  const dir = temporaryDirectory({
    "status.json": { running: false },
    "checkpoints/a.json": "",
    "checkpoints/b.json": { timestamp: 5 },
  });
  expect(await nuValue(`orch check -d ${dir} | get code`)).toEqual(["empty", "bad-date", "no-id"]);
});

it("completes the workflows that have one by TAB from 0.115 [checkpoints-complete]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = 'data/small'\r");
  await terminal.typeAtPrompt("orch checkpoints \t");
  await terminal.shows(since("0.115") ? /rotate-certificates/i : /orch checkpoints/);
  // Before, a command's completer may ask nothing, and so knows of no directory.
  expect(/rotate-certificates/i.test(terminal.screen())).toBe(since("0.115"));
});

it("quotes an id that would be more than a word: what a file says does not run as a command [checkpoints-complete]", async () => {
  if (!since("0.115")) return;
  const id = "a; print ('hac' + 'ked')\u001b[2J";
  const dir = temporaryDirectory({ "checkpoints/a.json": { workflow_id: id, step: 1234 } });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = '${dir}'\r`);
  await terminal.typeAtPrompt("orch checkpoints \t");
  await terminal.shows(String.raw`"a; print ('hac' + 'ked')\u{1b}[2J"`);
  terminal.type(" | get step\r");
  await terminal.shows(/0 │ +1234/);
  expect(terminal.screen()).not.toContain("hacked");
});
