import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { nu, nuError, nuValue, nuValueBeside } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const running = { id: "a", status: "running", priority: 5 };
const failed = { ...running, status: "failed" };
const columns = ["id", "status", "created_at", "priority"];

it("gives the rows of the named tasks when they have ended, at once if they had [wait-named]", async () => {
  expect(await nuValue("orch wait -d data/small task-005 task-001 | get id")).toEqual(["task-001", "task-005"]);
  expect(await nuValue("orch wait -d data/small task-005 | columns")).toEqual(columns);
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const waiting = nuValueBeside(`orch wait -d ${dir} a | get status`, () =>
    writeFiles(dir, { "tasks/a.json": failed }),
  );
  expect(await waiting).toEqual(["failed"]);
});

it("waits for the whole queue where no task is named, by the pipeline neither [wait-queue]", async () => {
  expect(await nuValue("orch wait -d data/empty")).toEqual([]);
  expect(await nuError("orch wait -d data/small --timeout 10ms")).toContain("5 tasks still open");
  expect(await nuValue("[] | orch wait -d data/small")).toEqual([]);
  expect(await nuError("orch wait -d data/nowhere")).toContain("orch::no_data_dir");
});

it("waits for what is left of a workflow [wait-workflow]", async () => {
  const task = (status: string) => ({ id: "a", status, workflow: "deploy" });
  const dir = temporaryDirectory({ "tasks/a.json": task("running"), "tasks/b.json": { ...running, id: "b" } });
  const waiting = nuValueBeside(
    `[deploy] | each {|workflow| orch wait -d ${dir} --workflow $workflow } | flatten | get status`,
    () => writeFiles(dir, { "tasks/a.json": task("failed") }),
  );
  expect(await waiting).toEqual(["failed"]);
});

it("takes ids from the pipeline, and beginnings of ids, as orch task does [wait-input]", async () => {
  const done = "orch tasks -d data/small --status completed";
  expect(await nuValue(`${done} | orch wait -d data/small | get id`)).toEqual(["task-001"]);
  expect(await nuValue("[task-001 task-005] | each {|x| orch wait -d data/small $x | get 0.id }")).toEqual([
    "task-001",
    "task-005",
  ]);
  expect(await nuError("orch wait -d data/small task-00")).toContain("orch::ambiguous_task");
  expect(await nuError("orch wait -d data/small nope")).toContain("orch::unknown_task");
  // A workflow is waited for by a flag.
  expect(await nuError("orch wait -d data/small backup")).toMatch(/No task "backup".*`orch wait\s+--workflow`/s);
});

it("is an error after --timeout, which says what is still open [wait-timeout]", async () => {
  const { stderr } = await nu("orch wait -d data/small --timeout 200ms task-002 task-003 task-001");
  expect(stderr).toMatch(/orch::wait_timeout.*2 tasks still open: /s);
  expect(stderr).toMatch(
    /These have not ended:\n +task-002 {2}install kubernetes {2}running\n +task-003 {2}install cilium {6}pending\n +Allow more/,
  );
  // Also of a wait that is long enough for memory to be tidied up.
  expect(await nuError("orch wait -d data/small --no-cache --timeout 3sec")).toContain("orch::wait_timeout");
});

it("is an error with --fail when a task has failed, and only then [wait-fail]", async () => {
  const error = await nuError("orch wait -d data/small --fail task-005 task-001 task-007");
  expect(error).toMatch(/orch::task_failed.*1 task failed: task-005/s);
  expect(error).toContain("orch task task-005");
  expect(await nuValue("orch wait -d data/small --fail task-001 task-007 | length")).toBe(2);
});

it("waits for tasks of several directories [wait-several]", async () => {
  const dir = temporaryDirectory({ "x/tasks/a.json": failed, "y/tasks/a.json": running });
  const waiting = nuValueBeside(`orch wait -q -d '${dir}/*' a | select source_dir status`, () =>
    writeFiles(dir, { "y/tasks/a.json": failed }),
  );
  expect(await waiting).toEqual([
    { source_dir: `${dir}/x`, status: "failed" },
    { source_dir: `${dir}/y`, status: "failed" },
  ]);
});

it("says nothing of how far it is where there is no terminal [wait-progress]", async () => {
  expect((await nu("try { orch wait -d data/small --timeout 300ms }")).stderr).toBe("");
});

it("shows at a terminal how far it is, and leaves that standing at the end [wait-progress]", async () => {
  const tasks = ["a", "b", "c", "d"].map((id) => [`tasks/${id}.json`, { ...running, id }]);
  const dir = temporaryDirectory(Object.fromEntries(tasks));
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch wait -d ${dir}\r`);
  await terminal.shows("orch wait: 0 of 4 ended");
  writeFiles(dir, { "tasks/a.json": { ...failed, id: "a" } });
  await terminal.shows("orch wait: 1 of 4 ended, 1 failed");
  const open = Object.fromEntries(["b", "c", "d"].map((id) => [`tasks/${id}.json`, { ...failed, id }]));
  writeFiles(dir, open);
  await terminal.shows(/orch wait: 4 of 4 ended, 4 failed\r*\n╭/);
});

it("keeps to the width that the terminal has by now [progress-width]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`try { orch wait -d ${dir} --timeout 300ms }; ^stty cols 20; orch wait -d ${dir}\r`);
  await terminal.shows("orch wait: 0 of 1 ended\r");
  // One that wraps could not be erased.
  await terminal.shows("orch wait: 0 of 1 e\r");
});

it("shows nothing of that with --quiet [wait-progress]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch wait -q -d ${dir}\r`);
  await sleep(1000);
  expect(terminal.screen()).not.toContain("orch wait: ");
  writeFiles(dir, { "tasks/a.json": failed });
  await terminal.shows(/a.*failed/);
});

it("ends at Ctrl-C, says what is still open, and the shell goes on [wait-interrupt]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("orch wait -d data/small\r");
  await terminal.shows("orch wait: 0 of 5 ended");
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(
    /orch wait: interrupted with 0 of 5 ended; still open:\r*\n +task-002 {2}install kubernetes +running\r*\n/,
  );
  // Nothing is drawn into the prompt.
  const drawn = terminal.screen().lastIndexOf("orch wait: ");
  expect(terminal.screen().slice(drawn)).toMatch(/Error.*[Ii]nterrupted/s);
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
