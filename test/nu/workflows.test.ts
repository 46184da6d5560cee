import { symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const columns =
  "workflow progress failed last_failure running pending blocked last_error example completed cancelled checkpoint step";

it("has a row for each workflow, with its tasks, its last failure and its latest checkpoint [workflows-columns]", async () => {
  const rows = "orch workflows -d data/small";
  expect(await nuValue(`${rows} | columns`)).toEqual(columns.split(" "));
  expect(await nuValue(`${rows} | reject checkpoint last_failure`)).toEqual([
    {
      workflow: "rotate-certificates",
      progress: 0,
      failed: 0,
      running: 0,
      pending: 1,
      blocked: 0,
      last_error: null,
      example: null,
      completed: 0,
      cancelled: 0,
      step: 0,
    },
    {
      workflow: null,
      progress: 16,
      failed: 0,
      running: 1,
      pending: 3,
      blocked: 2,
      last_error: null,
      example: null,
      completed: 1,
      cancelled: 1,
      step: null,
    },
    {
      workflow: "backup",
      progress: 0,
      failed: 1,
      running: 0,
      pending: 0,
      blocked: 0,
      last_error: "db-01: no space left on device",
      example: "task-005",
      completed: 0,
      cancelled: 0,
      step: 2,
    },
  ]);
  const times = `${rows} | where workflow == backup | first | [$in.last_failure $in.checkpoint]`;
  expect(await nuValue(`${times} | each {|x| $x | describe }`)).toEqual([datetime, datetime]);
  expect(await nuValue("orch workflows -d data/empty")).toEqual([]);
});

it("shows the first line of the last error only [workflows-columns]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "failed", workflow: "w", error: "first\nsecond" },
    "checkpoints/x.json": { workflow_id: "x", step: 4 },
  });
  expect(await nuValue(`orch workflows -d ${dir} | select workflow last_error progress step`)).toEqual([
    { workflow: "w", last_error: "first", progress: 0, step: null },
    { workflow: "x", last_error: null, progress: null, step: 4 },
  ]);
});

it("keeps one workflow, and names the nearest for one that there is not [workflows-one]", async () => {
  expect(await nuValue("orch workflows backup -d data/small | get example")).toEqual(["task-005"]);
  expect(await nuValue("orch workflows 'rot*' -d data/small | get step")).toEqual([0]);
  const error = await nuError("orch workflows bakcup -d data/small");
  expect(error).toMatch(/orch::unknown_workflow.*"bakcup"; did you mean "backup"\?/);
});

it("keeps the workflows of several data directories apart [workflows-several]", async () => {
  const rows = "orch workflows -d [data/small data/daemon] -q";
  expect(await nuValue(`${rows} | where workflow == null | select dir failed`)).toEqual([
    { dir: "daemon", failed: 1 },
    { dir: "small", failed: 0 },
  ]);
  expect(await nuValue(`${rows} | columns | [$in.0 ($in | last)]`)).toEqual(["dir", "source_dir"]);
});

it("says that figures leave out what cannot be read, of tasks and of checkpoints [workflows-unread]", async () => {
  const task = { id: "a", status: "running", workflow: "w" };
  const broken = { "tasks/b.json": "{", "checkpoints/v.json": { workflow_id: "v" } };
  const leavesOut = "The figures leave out what cannot be read.";
  const dir = temporaryDirectory({ "tasks/a.json": task, "checkpoints/w.json": "{" });
  const { stdout, stderr } = await nu(`orch workflows -d ${dir} | get running | to json -r`);
  expect(JSON.parse(stdout)).toEqual([1]);
  expect(stderr).toMatch(/^orch workflows: 1 file has a problem: w\.json: not JSON: .*\n$/);
  expect(stderr).toContain(leavesOut);
  expect((await nu(`orch workflows -d ${temporaryDirectory(broken)}`)).stderr).toContain(leavesOut);
  const unknown = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending", workflow: "w", dependencies: 5 },
  });
  expect((await nu(`orch workflows -d ${unknown}`)).stderr).toContain("1 pending task is neither ready nor blocked");
  // What is wrong with a field of a checkpoint that is read leaves nothing out.
  const odd = temporaryDirectory({
    "tasks/a.json": task,
    "checkpoints/w.json": { workflow_id: "w", timestamp: "today" },
  });
  expect((await nu(`orch workflows -d ${odd}`)).stderr).not.toContain(leavesOut);
  const codes = await nuValue(`orch workflows -q -d ${dir} | metadata | get orch_problems?.code?`);
  expect(codes).toEqual(since("0.108") ? ["not-json"] : null);
  expect(await nuError("orch workflows -d data/nowhere")).toContain("orch::no_data_dir");
});

it("shows the tasks also where the checkpoints cannot be listed [workflows-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "running", workflow: "w" } });
  symlinkSync("checkpoints", `${dir}/checkpoints`);
  const { stdout, stderr } = await nu(`orch workflows -d ${dir} | get running | to json -r`);
  expect(JSON.parse(stdout)).toEqual([1]);
  expect(stderr).toContain("The figures leave out what cannot be read.");
});
