import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const columns =
  "id name status priority created_at started_at completed_at waited duration progress workflow command args dependencies blocked_by output error path";

it("shows all of a task as a record, with how long it waited and ran [task-all]", async () => {
  const task = "orch task -d data/small task-001";
  expect(await nuValue(`${task} | columns | str join ' '`)).toBe(columns);
  expect(await nuValue(`${task} | update path { path basename }`)).toMatchObject({
    id: "task-001",
    status: "completed",
    priority: 90,
    waited: 5_000_000_000,
    duration: 270_000_000_000,
    args: ["server", "create", "--infra", "production", "--check=false"],
    workflow: null,
    output: "3 servers created: web-01, web-02, db-01",
    path: "task-001.json",
  });
  const described = `${task} | [$in.created_at $in.completed_at $in.waited $in.duration] | each {|x| $x | describe }`;
  expect(await nuValue(described)).toEqual([datetime, datetime, "duration", "duration"]);
});

it("shows fields that no document names, also those that are called like what it adds [task-all]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json":
      '{"id": "a", "status": "Pending", "retry": {"left": 2, "after": [1, "x"]}, "path": "/srv", "duration": "5m", "2": 1, "__proto__": 3, "output": {"n": 1}, "\\ud800": 1, "\\ud801": 2}',
  });
  expect(await nuValue(`orch task -d ${dir} a | reject waited`)).toMatchObject({
    status: "pending",
    output: '{"n":1}',
    path: `${dir}/tasks/a.json`,
    path_field: "/srv",
    duration: null,
    duration_field: "5m",
    retry: { left: 2, after: [1, "x"] },
    "2": 1,
    "\u{fffd}": 2,
  });
  expect(await nuValue(`orch task -d ${dir} a | get __proto__`)).toBe(3);
});

it("says what a task waits for, beside what its file says of that [task-all]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "running" },
    "tasks/b.json": { id: "b", status: "pending", dependencies: ["a", "z"], blocked_by: ["mine"] },
  });
  const blocked = `orch task -d ${dir} b | select blocked_by blocked_by_field`;
  expect(await nuValue(blocked)).toEqual({ blocked_by: ["a", "z"], blocked_by_field: ["mine"] });
});

it("gives no field the place of another [task-all]", async () => {
  const fields = { path: "/srv", path_field: "mine", waited_field: "mine too", waited: "long" };
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "failed", ...fields } });
  expect(await nuValue(`orch task -d ${dir} a`)).toMatchObject({
    path_field: "mine",
    path_field_field: "/srv",
    waited_field: "mine too",
    waited_field_field: "long",
  });
});

it("takes a null for no field of that name [task-all]", async () => {
  const fields = {
    created_at: "2026-03-14T08:00:00Z",
    started_at: "2026-03-14T08:00:05Z",
    waited: null,
    workflow: null,
  };
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "failed", workflow_id: "deploy", ...fields } });
  const shown = await nuValue(`orch task -d ${dir} a | columns`);
  expect(shown).not.toContain("waited_field");
  expect(shown).not.toContain("workflow_field");
  expect(shown).toContain("workflow_id");
});

it("measures up to now how long a pending task waits and a running one runs [task-times]", async () => {
  const ago = "(date now) - 2hr | format date '%+'";
  const dir = temporaryDirectory({ "tasks/.keep": "" });
  const files = [
    `{id: p, status: pending, created_at: (${ago})} | to json | save ${dir}/tasks/p.json`,
    `{id: r, status: running, created_at: (${ago}), started_at: (${ago})} | to json | save ${dir}/tasks/r.json`,
    `{id: c, status: cancelled, created_at: (${ago})} | to json | save ${dir}/tasks/c.json`,
  ].join("; ");
  const times = `orch task -d ${dir} p r c | select waited duration`;
  const rows = (await nuValue(`${files}; ${times}`)) as { waited: number | null; duration: number | null }[];
  const hours = (time: number | null) => time && Math.floor(time / 3_600_000_000_000);
  expect(rows.map(({ waited, duration }) => [hours(waited), hours(duration)])).toEqual([
    [2, null],
    [0, 2],
    [null, null],
  ]);
});

it("gives a record for one id as an argument, a table for anything else [task-shape]", async () => {
  const ids = (call: string) => nuValue(`${call} | get id`);
  expect(await ids("orch task -d data/small task-001")).toBe("task-001");
  expect(await ids("let id = 'task-001'; orch task -d data/small $id")).toBe("task-001");
  expect(await ids("orch task -d data/small task-002 task-001")).toEqual(["task-002", "task-001"]);
  expect(await ids("orch task -d data/small task-001 task-001")).toEqual(["task-001"]);
  expect(await ids("orch task -d [data/small] task-001")).toEqual(["task-001"]);
  expect(await ids("'task-001' | orch task -d data/small")).toEqual(["task-001"]);
  expect(await nuValue("[] | orch task -d data/small")).toEqual([]);
  // What one file lacks is null in its row.
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "failed", retry: 1 },
    "tasks/b.json": { id: "b", status: "failed" },
  });
  expect(await nuValue(`orch task -d ${dir} a b | get retry`)).toEqual([1, null]);
});

it("takes ids from the pipeline where none is given: texts, lines, rows and one row [task-input]", async () => {
  const ids = (input: string, given = "") => nuValue(`${input} | orch task -d data/small ${given} | get id`);
  expect(await ids("orch tasks -d data/small --status failed | get id")).toEqual(["task-005"]);
  expect(await ids("orch tasks -d data/small --status [failed cancelled]")).toEqual(["task-005", "task-007"]);
  expect(await ids("orch tasks -d data/small | first")).toEqual(["task-001"]);
  expect(await ids(`"task-001\\r\\ntask-002\\n"`)).toEqual(["task-001", "task-002"]);
  expect(await ids("^printf 'task-001\\ntask-002\\n'")).toEqual(["task-001", "task-002"]);
  // An argument is stronger; an endless input is not read then.
  expect(await ids("[task-001 task-002]", "task-003")).toBe("task-003");
  expect(await ids("1.. | each {|i| $i }", "task-003")).toBe("task-003");
  expect(await nuValue("[task-001 task-002] | each {|x| orch task -d data/small $x | get id }")).toEqual([
    "task-001",
    "task-002",
  ]);
  expect(await nuValue("[task-001 task-002] | par-each {|x| orch task -d data/small $x | get id } | sort")).toEqual([
    "task-001",
    "task-002",
  ]);
  expect(await nuError("[1] | orch task -d data/small")).toMatch(/must be a task's id, or a row that has one, not int/);
  expect(await nuError("orch task -d data/small")).toContain("orch::no_task");
});

it("takes a beginning that is no other task's, or one of a name [task-prefix] [task-name]", async () => {
  const dir = temporaryDirectory({
    "tasks/1.json": { id: "550e8400-e29b", name: "Nightly backup", status: "pending" },
    "tasks/2.json": { id: "550e8401-e29b", status: "failed" },
    "tasks/3.json": { id: "6ba7", status: "failed" },
  });
  expect(await nuValue(`orch task -d ${dir} 6 | get id`)).toBe("6ba7");
  expect(await nuValue(`orch task -d ${dir} nightly | get id`)).toBe("550e8400-e29b");
});

it("says line by line what an ambiguous beginning may mean [task-ambiguous]", async () => {
  const dir = temporaryDirectory({
    "tasks/1.json": { id: "550e8400-e29b", name: "nightly backup", status: "pending" },
    "tasks/2.json": { id: "550e8401-e29b", status: "failed" },
  });
  const { stderr } = await nu(`orch task -d ${dir} 550e840`);
  expect(stderr).toMatch(/orch::ambiguous_task.*2 tasks' ids begin with "550e840"/s);
  expect(stderr).toMatch(
    /Give more of it:\n +550e8400-e29b {2}nightly backup {2}pending\n +550e8401-e29b +failed\n +`orch tasks/,
  );
});

it("names the nearest ids for one that is none, at its place [task-unknown]", async () => {
  const error = await nuError("orch task -d data/small task-001 task-0O3");
  expect(error).toMatch(/orch::unknown_task.*No task "task-0O3".*Similar: task-003/s);
  expect(await nuError("orch task -d data/empty x")).toContain("The queue has no tasks.");
  expect((await nuError("orch task -q -d data/broken task-002")).replaceAll(/\s+/g, " ")).toContain("not JSON");
  expect(await nuError("orch task -d data/nowhere x")).toContain("orch::no_data_dir");
});

it("notes what is wrong with its file, and with no other [task-problems]", async () => {
  const noted = await nu("orch task -d data/broken task-006 | get created_at | to json");
  expect(noted.stdout.trim()).toBe("null");
  expect(noted.stderr).toMatch(/^orch task: 1 file has a problem: task-006\.json: created_at "2026-02-30T08:00:00Z"/);
  expect((await nu("orch task -q -d data/broken task-006")).stderr).toBe("");
  expect((await nu("orch task -d data/broken task-001")).stderr).toBe("");
});

it("shows each of several files of one id in a table, and names the others beside a record [task-duplicates]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "failed" },
    "tasks/copy.json": { id: "a", status: "running" },
  });
  const { stdout, stderr } = await nu(`orch task -d ${dir} a | get status`);
  expect(stdout.trim()).toBe("failed");
  expect(stderr).toContain('id "a" also stands in');
  expect(await nuValue(`['a'] | orch task -q -d ${dir} | get status`)).toEqual(["failed", "running"]);
});

it("shows one of several directories with the directory it is from [task-several]", async () => {
  const rows = "orch task -q -d [data/small data/daemon data/broken] task-001 | select source_dir status";
  const [small, broken] = (await nuValue(rows)) as { source_dir: string; status: string }[];
  expect([broken, small].map((row) => row?.source_dir.replace(/.*\/data\//, ""))).toEqual(
    expect.arrayContaining(["small", "broken"]),
  );
});

const tab = "\t";
const ids = [/task-001.*create servers \(completed\)/i, /task-002.*install kubernetes \(running\)/i];

it("offers ids with name and status by TAB, from 0.109 those in memory, from 0.115 all [task-completion]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(
    "$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = ('data/small' | path expand); orch stats | get total\r",
  );
  await terminal.shows(/\n8/);
  await terminal.typeAtPrompt(`orch task task-00${tab}`);
  if (since("0.109")) for (const offered of ids) await terminal.shows(offered);
  else await terminal.shows("NO RECORDS FOUND");
});

it("offers also those of a directory that is typed, and to wait for open ones only, from 0.115 [completion-place] [wait-completion]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch wait --data-dir data/small task-00${tab}`);
  await terminal.shows(since("0.115") ? /task-002.*running/i : "NO RECORDS FOUND");
  expect(terminal.screen()).not.toMatch(/task-001/i);
});

it("completes the beginning of a name to the id, from 0.114 [completion-name]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("orch stats -d data/small | get total\r");
  await terminal.shows(/\n8/);
  // Of two names that begin so, the task of one is typed already.
  await terminal.typeAtPrompt(`orch task -d data/small task-002 inst${tab}`);
  await terminal.shows(since("0.114") ? "task-002 task-003" : "NO RECORDS FOUND");
});

it("quotes an id that would be more than a word: what a file says does not run as a command [task-completion]", async () => {
  const id = `a" b'; print ('hac' + 'ked') # \\ \u001b[2J\n`;
  const dir = temporaryDirectory({ "tasks/a.json": { id, status: "failed" } });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = '${dir}'; orch stats | get total\r`);
  await terminal.shows(/\n1\r/);
  await terminal.typeAtPrompt(`orch task ${tab}`);
  if (!since("0.109")) return terminal.shows("workflows/");
  await terminal.shows(String.raw`"a\" b'; print ('hac' + 'ked') # \\ \u{1b}[2J\n"`);
  terminal.type("\r\r");
  await terminal.shows(/status +│ failed/);
  expect(terminal.screen()).not.toContain("hacked");
});
