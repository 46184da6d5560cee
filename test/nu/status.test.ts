import { symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { fixtures, nu, nuError, nuValue } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";

it("gives a record of fixed columns, null where nothing is known [status-columns]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: false, tasks_pending: 3 } });
  expect(await nuValue(`orch status -d ${dir}`)).toEqual({
    running: false,
    tasks_pending: 3,
    tasks_running: null,
    last_check: null,
    silent_for: null,
    tasks_completed: null,
    tasks_failed: null,
    tasks_cancelled: null,
    version: null,
    data_dir: dir,
    source: "status.json",
  });
});

it("gives last_check as a datetime, and with --raw as the file's text [status-raw]", async () => {
  expect(await nuValue("orch status -d data/small | get last_check | describe")).toBe(datetime);
  expect(await nuValue("orch status -d data/small --raw | get last_check")).toBe("2026-03-14T09:05:00Z");
});

it("reads status.json alone, not the tasks [status-one-file]", async () => {
  const dir = temporaryDirectory({ "status.json": { tasks_pending: 1 }, "tasks/broken.json": "{" });
  const { stderr } = await nu(`orch status -d ${dir}`);
  expect(stderr).toBe("");
});

it("counts the tasks where there is no status.json [status-from-tasks]", async () => {
  expect(await nuValue("orch status -d data/daemon")).toMatchObject({
    running: null,
    last_check: null,
    tasks_pending: 2,
    tasks_running: 1,
    tasks_completed: 1,
    tasks_failed: 1,
    tasks_cancelled: 0,
    source: "tasks",
  });
});

it("adds counts of every phase and other status, and whether they contradict the file, with --long [status-long]", async () => {
  const counts = { pending: 4, running: 1, completed: 1, failed: 1, cancelled: 1 };
  expect(await nuValue("orch status -d data/small --long")).toMatchObject({ counts, wrong_counts: false });
  const dir = temporaryDirectory({
    "status.json": { tasks_pending: 2 },
    "tasks/a.json": { id: "a", status: "Queued" },
    "tasks/b.json": { id: "b", status: "Paused" },
  });
  expect(await nuValue(`orch status -d ${dir} --long`)).toMatchObject({
    counts: { pending: 1, running: 0, completed: 0, failed: 0, cancelled: 0, paused: 1 },
    wrong_counts: true,
  });
});

it("says where it looked when there is neither file nor task store [status-not-found]", async () => {
  const dir = temporaryDirectory();
  const error = await nuError(`orch status -d ${dir}`);
  expect(error).toContain("orch::status_not_found");
  expect(error.replaceAll(" ", "")).toContain(`Statusfilenotfound:${dir}/status.json`);
  expect(error.replaceAll(" ", "")).toContain("--data-dir<path>");
});

it("names the file, the place and the way out when status.json is broken [status-broken]", async () => {
  const dir = temporaryDirectory({ "status.json": "{ running: true }" });
  const error = await nuError(`orch status -d ${dir}`);
  expect(error).toContain("orch::bad_status_file");
  expect(error).toMatch(/not JSON: Expected property name/);
  expect(error).toMatch(/Correct or remove it\. .*Without it the counts come from the task files/);
});

it("gives a table for a pattern or a list, even with one match [status-shape]", async () => {
  const columns = "each {|row| $row.source}";
  expect(await nuValue(`orch status -d 'data/sm*' | ${columns}`)).toEqual(["status.json"]);
  expect(await nuValue(`orch status -d data/sm* | ${columns}`)).toEqual(["status.json"]);
  expect(await nuValue(`orch status -d [data/small] | ${columns}`)).toEqual(["status.json"]);
  expect(await nuValue(`orch status -d [data/small data/daemon] | ${columns}`)).toEqual(["status.json", "tasks"]);
});

it("shows a directory without status among many as nulls and a problem [status-one-of-many]", async () => {
  const dir = temporaryDirectory({ "a/status.json": { running: true }, "b/notes.txt": "" });
  const { stdout, stderr } = await nu(`orch status -d '${dir}/*' | get running | to json -r`);
  expect(JSON.parse(stdout)).toEqual([true, null]);
  expect(stderr).toContain(`Status file not found: ${dir}/b/status.json`);
  expect((await nu(`orch status -d '${dir}/*' --quiet`)).stderr).toBe("");
});

it("sees a change at once, cached or not [status-fresh]", async () => {
  const dir = temporaryDirectory({ "status.json": { tasks_pending: 1 } });
  const read = `(orch status -d ${dir} | get tasks_pending)`;
  const script = `let a = ${read}; {tasks_pending: 2} | to json | save -f ${dir}/status.json; [$a ${read} ${read.replace(")", " | into int)")}]`;
  expect(await nuValue(script)).toEqual([1, 2, 2]);
  expect(await nuValue(`orch status --no-cache -d ${dir} | get tasks_pending`)).toBe(2);
});

it("points at the argument that was wrong [error-span]", async () => {
  const { stderr } = await nu(`orch status --data-dir '${fixtures}/nowhere'`);
  expect(stderr).toMatch(/─+┬─+|\^+/);
  expect(stderr).toContain("asked for here");
});

it("keeps what status.json says when the tasks cannot be listed [status-long-unlistable]", async () => {
  const dir = temporaryDirectory({ "status.json": { tasks_pending: 2 } });
  // Root may list anything, so the listing is made to fail otherwise.
  symlinkSync("tasks", `${dir}/tasks`);
  const { stdout, stderr } = await nu(`orch status -d ${dir} --long | to json -r`);
  expect(JSON.parse(stdout)).toMatchObject({ tasks_pending: 2, counts: null, wrong_counts: null });
  expect(stderr).toContain("Cannot list");
});

it("shows what it understands of an unknown version, with one line of warning [status-version]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: true, tasks_pending: 2, version: "6.0.0" } });
  const { stdout, stderr, code } = await nu(`orch status -d ${dir} | to json -r`);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ running: true, tasks_pending: 2, version: "6.0.0" });
  expect(stderr).toBe(
    'orch status: 1 file has a problem: status.json: version is "6.0.0", and this plugin knows only 2.x to 5.x: what it understands is shown. Update this plugin, or treat what it shows of that file with caution.\n',
  );
  expect((await nu(`orch status -d ${dir} --quiet`)).stderr).toBe("");
  const codes = await nuValue(`orch status -q -d ${dir} | metadata | get orch_problems?.code?`);
  expect(codes).toEqual(since("0.108") ? ["unknown-version"] : null);
});
