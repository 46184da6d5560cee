import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../../support/nu.ts";
import { ordinaryPlugin } from "../../support/ordinary-plugin.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const created = { created_at: "2026-11-26T09:00:00Z", priority: 5 };
const running = (id: string) => ({ id, status: "running", ...created });
const completed = (id: string) => ({ id, status: "completed", completed_at: "2026-11-26T09:01:00Z", ...created });
const waitsFor = (id: string) => ({ id: "b", status: "pending", ...created, dependencies: [id] });
const mend = "Fix what cannot be read first: until then the state of what it holds is unknown.";

/** Whoever may not read a file: nobody may read it, and root is none of those who may read everything. */
const ordinary = () => ({ plugins: [ordinaryPlugin()] });

it("CASC-1: a dependency whose file cannot be read is not missing [check-unread-dependency]", async () => {
  const dir = temporaryDirectory({ "tasks/b.json": waitsFor("c"), "tasks/c.json": running("c") });
  const file = `${dir}/tasks/c.json`;
  chmodSync(file, 0o000);
  const found = await nuValue(`orch check -d ${dir} | select severity code problem help`, ordinary());
  expect(found).toEqual([
    {
      severity: "error",
      code: "permission-denied",
      problem: expect.stringContaining(`lacks read permission on ${file}`),
      help: expect.stringContaining(`'${file}'`),
    },
    {
      severity: "warning",
      code: "unread-dependency",
      problem: `pending task "b" depends on "c", which may be in ${file}, which cannot be read`,
      help: mend,
    },
  ]);
});

it("CASC-1: nor is one that any file may hold, be it torn, too large, no record or a broken link [check-unread-dependency]", async () => {
  const dir = temporaryDirectory({
    "gone/tasks/b.json": waitsFor("c"),
    "large/tasks/b.json": waitsFor("c"),
    "large/tasks/c.json": " ".repeat(16 * 1024 * 1024 + 1),
    "link/tasks/b.json": waitsFor("c"),
    "record/tasks/b.json": waitsFor("c"),
    "record/tasks/c.json": "[1]",
    // A file of another name may hold the task as well.
    "torn/tasks/b.json": waitsFor("c"),
    "torn/tasks/restored-1.json": '{"id": "c", "sta',
    "torn/tasks/restored-2.json": "",
    // The daemon's file is what counts, and it cannot be read.
    "both/tasks/b.json": waitsFor("c"),
    "both/tasks/c.json": { id: "c", status: "failed" },
    "both/queue.rkvs/tasks/c.json": "{",
  });
  symlinkSync("nowhere", `${dir}/link/tasks/c.json`);
  const script = `orch check -d '${dir}/*' | where code =~ dependency | select source_dir code problem | update source_dir { path basename }`;
  const told = (name: string, place = `${dir}/${name}/tasks/c.json`) => ({
    source_dir: name,
    code: "unread-dependency",
    problem: `pending task "b" depends on "c", which may be in ${place}, which cannot be read`,
  });
  expect(await nuValue(script)).toEqual([
    told("both", `${dir}/both/queue.rkvs/tasks/c.json`),
    {
      source_dir: "gone",
      code: "unknown-dependency",
      problem: 'pending task "b" depends on "c", which does not exist',
    },
    told("large"),
    told("link"),
    told("record"),
    told("torn", "one of 2 files"),
  ]);
});

it("CASC-1: what is counted beside such a file is a lower bound, and contradicts only what it cannot explain [status-unread] [stats-unread]", async () => {
  const dir = temporaryDirectory({
    "torn/tasks/a.json": completed("a"),
    "torn/tasks/b.json": '{"id": "b", "sta',
    "explained/tasks/a.json": completed("a"),
    "explained/tasks/b.json": "",
    "explained/status.json": { tasks_completed: 1, tasks_running: 1, tasks_pending: 0 },
    "contradicted/tasks/a.json": completed("a"),
    "contradicted/tasks/b.json": "",
    "contradicted/status.json": { tasks_completed: 0, tasks_running: 1 },
  });
  const script = [
    `let shown = (orch status -d '${dir}/*' --long -q | select tasks_completed tasks_running unread wrong_counts)`,
    `let found = (orch check -d '${dir}/*' | where code == wrong-counts | get problem)`,
    `orch status -d ${dir}/torn | ignore`,
    `orch stats -d ${dir}/torn | ignore`,
    `[$shown $found] | to json -r`,
  ];
  const { stdout, stderr } = await nu(script.join("; "));
  expect(JSON.parse(stdout)).toEqual([
    [
      { tasks_completed: 0, tasks_running: 1, unread: 1, wrong_counts: true },
      { tasks_completed: 1, tasks_running: 1, unread: 1, wrong_counts: null },
      { tasks_completed: 1, tasks_running: 0, unread: 1, wrong_counts: null },
    ],
    ["tasks_completed is 0 and the tasks show 1 beside 1 that cannot be read"],
  ]);
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(
      /^orch status: 1 file has a problem: b\.json: not JSON: .*\. The counts of the task files may be too low by 1\.$/,
    ),
    expect.stringMatching(
      /^orch stats: 1 file has a problem: b\.json: not JSON: .*\. The figures leave out what cannot be read\.$/,
    ),
    "",
  ]);
});

it("CASC-3: a wait for the queue does not end while a file that cannot be read may hold a running task [wait-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": completed("a"), "tasks/b.json": running("b") });
  chmodSync(`${dir}/tasks/b.json`, 0o000);
  const late = await nuError(`orch wait -d ${dir} --timeout 1sec --quiet`, ordinary());
  expect(late.replaceAll(/\s+(│|\|)?\s*/g, " ")).toContain("Cannot tell whether all tasks have ended");
  expect(late).toContain("orch::unread_task");
  expect(late).toMatch(/chmod .*b\.json/s);
});

it("CASC-3: nor does it without a timeout, nor a watch until idle: after a while they say why [wait-unread] [watch-until-idle]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": completed("a") });
  mkdirSync(`${dir}/tasks/b.json`);
  const caught = (command: string) =>
    nuValue(`try { ${command} -d ${dir} -q | each {|x| $x }; "ended" } catch {|error| $error.msg }`);
  const because = `as 1 file cannot be read: ${dir}/tasks/b.json: a directory, not a regular file`;
  expect(await Promise.all([caught("orch wait"), caught("orch watch --until-idle")])).toEqual([
    `Cannot tell whether all tasks have ended, ${because}`,
    `Cannot tell whether the queue is idle, ${because}`,
  ]);
});

it("CASC-3: a named task whose file cannot be read is not unknown, and is waited for until it can be [wait-unread] [task-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": completed("a"), "tasks/b.json": "", "tasks/c.json": '{"id": "c"' });
  const waiting = nuValue(`orch wait -q -d ${dir} c | get status`);
  const message = (command: string) => `(try { ${command} } catch {|error| $error.msg })`;
  const asked = [`orch wait -q -d ${dir} b --timeout 200ms`, `orch task -q -d ${dir} b`, `orch task -q -d ${dir} x`];
  const because = `as 1 file cannot be read: ${dir}/tasks/b.json: empty: no JSON in it`;
  expect(await nuValue(`[${asked.map(message).join(" ")}]`)).toEqual([
    `Cannot tell whether "b" has ended, ${because}`,
    `Cannot show task "b", ${because}`,
    'No task "x" among those that can be read',
  ]);
  writeFiles(dir, { "tasks/c.json": completed("c") });
  expect(await waiting).toEqual(["completed"]);
});

it("CASC-3: a file that is truncated or held during a watch keeps its last row [watch-unread]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": running("a"),
    "tasks/z.json": { id: "z", status: "1", priority: 9 },
  });
  const step = (name: string, content: string) => `'${content}' | save -f ${dir}/tasks/${name}.json`;
  const next = (status: string) => step("z", JSON.stringify({ id: "z", status, priority: 9 }));
  // Each event of z is a look, after which the next step is done.
  const steps = [
    `"1" => { ${step("a", '{"id": "a", "sta')}; ${next("2")} }`,
    `"2" => { ${step("a", JSON.stringify(running("a")))}; ${next("3")} }`,
    `"3" => { ${step("a", "")}; ${next("4")} }`,
    `"4" => { ${step("a", JSON.stringify(completed("a")))}; ${next("5")} }`,
    `"5" => { ${step("a", "[]")}; ${next("6")} }`,
    `"6" => { rm ${dir}/tasks/a.json; ${next("7")} }`,
    `"7" => { ${next("8")} }`,
  ];
  const script = `orch watch -d ${dir} --initial | each {|seen| match $seen.status { ${steps.join(", ")}, _ => {} }; $seen } | take until {|seen| $seen.status == "8" } | where id == a | each {|seen| [$seen.event $seen.previous_status $seen.status] | str join ' ' } | to json -r`;
  const { stdout, stderr } = await nu(script);
  expect(JSON.parse(stdout)).toEqual(["added  running", "changed running completed", "removed completed completed"]);
  const line = (reason: string) =>
    `orch watch: 1 file cannot be read now: ${dir}/tasks/a.json: ${reason}. What it holds is not followed until it can be read.`;
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(
      /^orch watch: 1 file cannot be read now: .*: not JSON: .*is not followed until it can be read\.$/,
    ),
    line("empty: no JSON in it"),
    line("holds a list where a task record should be"),
    "",
  ]);
});

it("CASC-3: nor do a directory that goes away and a queue entry that is held say anything of a task [watch-directory-gone] [queue-entry-read]", async () => {
  const dir = temporaryDirectory({
    "a/queue.rkvs/tasks/a.json": running("a"),
    "a/queue.rkvs/queue/a.json": { priority: 7 },
    "z/tasks/z.json": { id: "z", status: "1" },
  });
  const next = (status: string) => `'${JSON.stringify({ id: "z", status })}' | save -f ${dir}/z/tasks/z.json`;
  // After each step there is a whole look before the next one.
  const steps = [
    `"1" => { mv ${dir}/a/queue.rkvs ${dir}/away; ${next("2")} }`,
    `"3" => { mv ${dir}/away ${dir}/a/queue.rkvs; ${next("4")} }`,
    `"5" => { '{"prio' | save -f ${dir}/a/queue.rkvs/queue/a.json; ${next("6")} }`,
    `"7" => { '{"priority": 8}' | save -f ${dir}/a/queue.rkvs/queue/a.json; ${next("8")} }`,
    ...["2", "4", "6", "8"].map((status) => `"${status}" => { ${next(String(Number(status) + 1))} }`),
  ];
  const script = `orch watch -d [${dir}/a ${dir}/z] --initial | each {|seen| match $seen.status { ${steps.join(", ")}, _ => {} }; $seen } | take until {|seen| $seen.status == "9" } | where id == a | each {|seen| [$seen.event $seen.priority] | str join ' ' } | to json -r`;
  const { stdout, stderr } = await nu(script);
  expect(JSON.parse(stdout)).toEqual(["added 7", "changed 8"]);
  expect(stderr).toBe(
    `orch watch: 1 directory cannot be read now: ${dir}/a: the directory of its tasks is gone: neither tasks/ nor queue.rkvs/tasks/ is in it any more. What it holds is not followed until it can be read.\n`,
  );
});

it("names what cannot be read for a workflow that no task has, and does not deny one that it had [unknown-unread]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { ...running("a"), workflow: "deploy" },
    "tasks/b.json": { ...running("b"), workflow: "backup" },
    "tasks/c.json": "{",
    "checkpoints/rotate.json": "{",
  });
  const asked = ["orch tasks --workflow", "orch stats --workflow", "orch graph --workflow", "orch wait --workflow"];
  const errors = [...asked, "orch workflows"].map(
    (call) => `(try { ${call} odd -d ${dir} } catch {|e| $e.rendered? | default $e.debug })`,
  );
  const [workflows, ...others] = ((await nuValue(`[${errors.join(" ")}]`)) as string[]).toReversed();
  const told = (files: string) =>
    new RegExp(`orch::unknown_workflow[^]*${files} cannot be read and may hold\\s+it[^]*c.json`);
  for (const error of others) expect(error).toMatch(told("1 file"));
  expect(workflows).toMatch(told("2 files"));
  const breaking = `orch tasks -d ${dir} -q | ignore; '{' | save --force ${dir}/tasks/b.json`;
  const after = `[(orch tasks --workflow backup -q -d ${dir} | length) (orch workflows backup -q -d ${dir} | length)]`;
  expect(await nuValue(`${breaking}; ${after}`)).toEqual([0, 0]);
  writeFiles(dir, { "tasks/b.json": { ...running("b"), workflow: "backup" } });
  const error = await nuError(`${breaking}; orch wait --workflow backup --timeout 1sec -q -d ${dir}`);
  expect(error).toMatch(/orch::unread_task[^]*Cannot tell whether all tasks have ended/);
});
