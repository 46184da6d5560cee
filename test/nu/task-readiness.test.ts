import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const waitsFor = (...dependencies: unknown[]) => ({ status: "pending", dependencies });
const queue = {
  "tasks/done.json": { id: "done", status: "Completed", dependencies: ["gone"] },
  "tasks/bad.json": { id: "bad", status: "failed" },
  "tasks/next.json": { id: "next", priority: 2, ...waitsFor("done") },
  "tasks/queued.json": { id: "queued", priority: 1, status: "queued" },
  "tasks/late.json": { id: "late", ...waitsFor("done", "next", "bad") },
  "tasks/never.json": { id: "never", ...waitsFor("gone", "never") },
};

it("keeps what can start next with --ready, and what cannot with --blocked [tasks-ready]", async () => {
  const dir = temporaryDirectory(queue);
  const listed = (flags: string) => `(orch tasks -d ${dir} ${flags} -c [id blocked_by])`;
  const calls = ["--ready", "--blocked", "--ready --status [queued failed]", "--blocked -n 1 --offset 1"];
  expect(await nuValue(`[${calls.map(listed).join(" ")}]`)).toEqual([
    [
      { id: "next", blocked_by: [] },
      { id: "queued", blocked_by: [] },
    ],
    [
      { id: "late", blocked_by: ["next", "bad"] },
      { id: "never", blocked_by: ["gone", "never"] },
    ],
    [{ id: "queued", blocked_by: [] }],
    [{ id: "never", blocked_by: ["gone", "never"] }],
  ]);
  const rest = `orch tasks -d ${dir} --long | where id in [done bad] | get blocked_by`;
  expect(await nuValue(rest)).toEqual([[], []]);
});

it("takes a task for blocked by one of another directory, and by one that cannot be read [tasks-ready-unknown]", async () => {
  const dir = temporaryDirectory({
    "a/tasks/x.json": { id: "x", ...waitsFor("done", "broken") },
    "a/tasks/broken.json": "{",
    "b/tasks/done.json": { id: "done", status: "completed" },
  });
  const blocked = `orch tasks -q -d '${dir}/*' --blocked -c blocked_by`;
  expect(await nuValue(blocked)).toEqual([{ blocked_by: ["done", "broken"] }]);
});

it("says of a task whose dependencies nobody can read that it is neither [tasks-ready-unknown]", async () => {
  const dir = temporaryDirectory({
    "tasks/odd.json": { id: "odd", status: "pending", dependencies: "done" },
    "tasks/ran.json": { id: "ran", status: "running", dependencies: "done" },
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} --ready | to json -r`);
  expect(stdout.trim()).toBe("[]");
  expect(stderr).toContain('odd.json: dependencies "done" is not a list of ids: taken as unknown');
  expect(stderr).toContain("1 pending task is neither ready nor blocked, as its dependencies are unknown.");
  expect(await nuValue(`orch tasks -q -d ${dir} --blocked`)).toEqual([]);
  const shown = `orch tasks -q -d ${dir} -c [id blocked_by]`;
  expect(await nuValue(shown)).toEqual([
    { id: "odd", blocked_by: null },
    { id: "ran", blocked_by: [] },
  ]);
});

it("refuses filters that leave nothing of them [tasks-ready-errors]", async () => {
  const error = (flags: string) => nuError(`orch tasks -d data/small ${flags}`);
  expect(await error("--ready --blocked")).toMatch(/No task can match: a task is either --ready or --blocked/);
  expect(await error("--blocked --status [running failed]")).toContain("--blocked keeps pending tasks, and --status");
  expect(await error("--ready --ended-from 1hr")).toContain("--ready keeps pending tasks, and --ended-from");
  // A typing error is told first.
  expect(await error("--ready --status pendign")).toContain('Unknown status "pendign"; did you mean "pending"?');
});
