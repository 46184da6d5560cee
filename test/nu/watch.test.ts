import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { nu, nuError, nuValue, nuValueBeside } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const running = { id: "a", status: "running", priority: 5 };
const columns = ["event", "id", "status", "progress", "name", "error", "time", "previous_status", "priority"];

/** The same for a progress. */
const at = (dir: string, progress: number, task: { readonly id: string; readonly [field: string]: unknown }) =>
  `each {|seen| if $seen.progress == ${progress} { '${JSON.stringify(task)}' | save -f ${dir}/tasks/${task.id}.json }; $seen }`;

/** A closure that, when it sees a task in a status, writes the file of one: so a script waits for nothing by the clock. */
const when = (dir: string, status: string, task: { readonly id: string; readonly [field: string]: unknown }) =>
  `each {|seen| if $seen.status == ${status} { '${JSON.stringify(task)}' | save -f ${dir}/tasks/${task.id}.json }; $seen }`;

const told = "each {|seen| [$seen.event $seen.id $seen.previous_status $seen.status] | str join ' ' }";

it("gives a row for what happens to a task, first for what is there with --initial [watch-rows]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { ...running, name: "nightly", progress: 40 } });
  const changed = when(dir, "running", { id: "a", status: "failed", error: { code: "E1", message: "why" } });
  const rows = `orch watch -d ${dir} --initial | ${changed} | first 2`;
  const added = { event: "added", id: "a", status: "running", progress: 40, name: "nightly", error: null };
  expect(await nuValue(`${rows} | reject time`)).toEqual([
    { ...added, previous_status: null, priority: 5 },
    {
      event: "changed",
      id: "a",
      status: "failed",
      progress: null,
      name: null,
      error: "E1: why",
      previous_status: "running",
      priority: null,
    },
  ]);
  const first = `orch watch -d ${dir} --initial | first`;
  expect(await nuValue(`${first} | columns`)).toEqual(columns);
  expect(await nuValue(`${first} | get time | describe`)).toBe(datetime);
  expect(await nuValue(`${first} | (date now) - $in.time < 1min`)).toBe(true);
});

it("tells nothing of what is there without --initial [watch-rows]", async () => {
  expect(await nuValue("orch watch -d data/small --for 150ms")).toEqual([]);
});

it("tells of another progress as an event of its own [watch-progress]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { ...running, progress: 1 } });
  const goesOn = `${at(dir, 1, { ...running, progress: 2.5 })} | ${at(dir, 2.5, { id: "a", status: "completed" })}`;
  const watch = `orch watch -d ${dir} --initial | ${goesOn} | first 3 | select event status progress`;
  expect(await nuValue(watch)).toEqual([
    { event: "added", status: "running", progress: 1 },
    { event: "progress", status: "running", progress: 2.5 },
    { event: "changed", status: "completed", progress: null },
  ]);
});

it("tells of named tasks alone, and ends when they have ended [watch-named]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": running,
    "tasks/bee.json": { ...running, id: "bee" },
    "tasks/c.json": { ...running, id: "c" },
    "tasks/torn.json": "{",
  });
  const watch = (given: string) => `orch watch -d ${dir} --initial ${given}`;
  const steps = [
    when(dir, "running", { id: "c", status: "failed" }),
    when(dir, "running", { id: "a", status: "failed" }),
    when(dir, "failed", { id: "bee", status: "cancelled" }),
  ].join(" | ");
  const { stdout, stderr } = await nu(`${watch("a be")} | ${steps} | ${told} | to json -r`);
  expect(JSON.parse(stdout)).toEqual([
    "added a  running",
    "added bee  running",
    "changed a running failed",
    "changed bee running cancelled",
  ]);
  expect(stderr).toBe("");
  // By now they have ended.
  expect(await nuValue(`${watch("a bee --status failed")} | get id`)).toEqual(["a"]);
  const late = await nu(`orch watch -d ${dir} a bee | to json -r`);
  expect(JSON.parse(late.stdout)).toEqual([]);
  expect(late.stderr).toBe("orch watch: a (failed), bee (cancelled) ended before the watch began\n");
  expect((await nu(`orch watch -q -d ${dir} a | length`)).stderr).toBe("");
});

it("refuses an id that names no task, and waits for one whose file cannot be read [watch-named]", async () => {
  expect(await nuError("orch watch -d data/small task-001 nope")).toMatch(/orch::unknown_task.*No task "nope"/s);
  const dir = temporaryDirectory({ "tasks/z.json": { ...running, id: "z" }, "tasks/torn.json": "{" });
  const mended = when(dir, "running", { id: "torn", status: "failed" });
  const ends = when(dir, "failed", { id: "z", status: "completed" });
  expect(await nuValue(`orch watch -q -d ${dir} -i z torn | ${mended} | ${ends} | ${told}`)).toEqual([
    "added z  running",
    "added torn  failed",
    "changed z running completed",
  ]);
});

it("ends with a named task that is removed, and with an error where that cannot be told [watch-named]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const removed = `each {|seen| if $seen.event == added { rm ${dir}/tasks/a.json }; $seen }`;
  expect(await nuValue(`orch watch -d ${dir} -i a | ${removed} | ${told}`)).toEqual([
    "added a  running",
    "removed a running running",
  ]);
  writeFiles(dir, { "tasks/torn.json": "{" });
  expect(await nuError(`orch watch -q -d ${dir} torn`)).toContain('Cannot tell whether "torn" has ended');
});

it("ends when nothing is pending or running with --until-idle, after telling how all ended [watch-until-idle]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const watch = (flags: string) => `orch watch -d ${dir} --until-idle ${flags}`;
  const ended = when(dir, "running", { id: "a", status: "completed" });
  expect(await nuValue(`${watch("--initial")} | ${ended} | ${told}`)).toEqual([
    "added a  running",
    "changed a running completed",
  ]);
  expect(await nuValue(watch(""))).toEqual([]);
  expect(await nuValue("orch watch -d data/empty --until-idle")).toEqual([]);
});

it("is not idle while others than --status names are at work [watch-until-idle]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running, "tasks/b.json": { id: "b", status: "failed" } });
  const ended = when(dir, "failed", { id: "a", status: "failed" });
  const watch = `orch watch -d ${dir} --until-idle --initial --status failed | ${ended} | ${told}`;
  expect(await nuValue(watch)).toEqual(["added b  failed", "changed a running failed"]);
});

it("is not idle before what is at work has ended, whatever --ended-from keeps [watch-until-idle]", async () => {
  const ended = { status: "completed", completed_at: "2026-03-14T09:00:00Z" };
  const dir = temporaryDirectory({ "tasks/a.json": running, "tasks/b.json": { id: "b", ...ended } });
  const change = when(dir, "completed", { id: "a", ...ended });
  const watch = `orch watch -d ${dir} --until-idle --initial --ended-from 2026-03-14 | ${change} | ${told}`;
  expect(await nuValue(watch)).toEqual(["added b  completed", "changed a running completed"]);
});

it("is not idle while the file of one that was at work is half-written [watch-half-written]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const half = `if $seen.id == a { '{"id": "a", "sta' | save -f ${dir}/tasks/a.json; '{"id": "b"}' | save -f ${dir}/tasks/b.json }`;
  const whole = JSON.stringify({ id: "a", status: "completed", priority: "odd" });
  const rest = `if $seen.id == b { '${whole}' | save -f ${dir}/tasks/a.json }`;
  const watch = `orch watch -q -d ${dir} --until-idle --initial | each {|seen| ${half}; ${rest}; $seen } | ${told}`;
  expect(await nuValue(watch)).toEqual(["added a  running", "added b  unknown", "changed a running completed"]);
});

it("ends when its reader has enough, also while nothing happens [watch-first]", async () => {
  const three = ["task-001", "task-002", "task-003"];
  expect(await nuValue("orch watch -d data/small --initial | first 3 | get id")).toEqual(three);
  // The eighth is the last there will be.
  expect(await nuValue("orch watch -d data/small --initial | first 8 | length")).toBe(8);
});

it("ends after --for, and tells of the last moment too [watch-for]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const ended = when(dir, "running", { id: "a", status: "completed" });
  const watch = `orch watch -d ${dir} --initial --for 400ms`;
  const taken = `let begin = (date now); let rows = (${watch} --poll 1hr | ${ended} | ${told}); {rows: $rows, took: ((date now) - $begin)}`;
  const { rows, took } = (await nuValue(taken)) as { rows: string[]; took: number };
  expect(rows).toEqual(["added a  running", "changed a running completed"]);
  expect(took).toBeGreaterThan(390_000_000);
  expect(await nuError("orch watch --for (-1sec)")).toContain("must be 0ms or more");
});

it(
  "goes on for long, whatever Nushell and keep_alive say about idle plugins [watch-keep-alive]",
  { timeout: 60_000 },
  async () => {
    const gc =
      "plugin stop orchestrator; $env.config.plugin_gc = {default: {enabled: true, stop_after: 1sec}, plugins: {}}";
    const watch = (keepAlive: string) => {
      const dir = temporaryDirectory({ "tasks/a.json": running });
      const configured = `${gc}; $env.config.plugins.orchestrator = {keep_alive: ${keepAlive}}`;
      return nuValueBeside(
        `${configured}; orch watch -d ${dir} --for 5sec --text --utc | lines | str substring 10..`,
        () => setTimeout(() => writeFiles(dir, { "tasks/a.json": { ...running, status: "failed" } }), 3000),
      );
    };
    const told4 = ["changed  a failed         (was running)"];
    expect(await Promise.all([watch("0sec"), watch("1sec"), watch("1hr")])).toEqual([told4, told4, told4]);
  },
);

it.each(["--poll 20ms", "--no-cache", "--no-cache --poll 20ms"])("sees changes with %s [watch-poll]", async (flags) => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const ended = when(dir, "running", { id: "a", status: "completed" });
  const watch = `orch watch -d ${dir} --initial ${flags} | ${ended} | first 2 | ${told}`;
  expect(await nuValue(watch)).toEqual(["added a  running", "changed a running completed"]);
});

it("refuses to look without a pause [watch-poll]", async () => {
  expect(await nuError("orch watch --poll 0sec")).toContain("must be 1ms or more");
});

it("tells of tasks that filters keep after the event [watch-filters]", async () => {
  const ids = (flags: string) => nuValue(`orch watch -d data/small --initial --for 10ms ${flags} | get id`);
  expect(await ids("--status [failed Cancelled]")).toEqual(["task-005", "task-007"]);
  expect(await ids("--min-priority 80")).toEqual(["task-001", "task-002"]);
  expect(await ids("--workflow backup --to 2026-03-14")).toEqual(["task-005"]);
  expect(await nuError("orch watch -d data/small --status runing")).toContain('did you mean "running"');
});

it("watches for a workflow that no task has yet, and says so [watch-workflow]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { ...running, workflow: "backup" } });
  const watching = nuValueBeside(`orch watch -q -d ${dir} --workflow deploy | first | get id`, () =>
    writeFiles(dir, { "tasks/b.json": { id: "b", status: "pending", workflow: "deploy" } }),
  );
  expect(await watching).toBe("b");
  expect((await nu("orch watch -d data/small --workflow bakcup --for 10ms")).stderr).toBe(
    'orch watch: Unknown workflow "bakcup"; did you mean "backup"? Known workflows: backup, rotate-certificates. No task that can be read has it, but one may come.\n',
  );
  expect((await nu("orch watch -q -d data/small --workflow bakcup --for 10ms")).stderr).toBe("");
});

it("waits for the first task where there is a status.json but no task [watch-rows]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: false } });
  const watching = nuValueBeside(`orch watch -d ${dir} | first | reject time`, () =>
    writeFiles(dir, { "tasks/a.json": running }),
  );
  expect(await watching).toMatchObject({ id: "a", status: "running" });
  expect(await nuError("orch watch -d data/nowhere")).toContain("orch::no_data_dir");
});

it("tells of several directories, with the one each task is from [watch-several]", async () => {
  const dir = temporaryDirectory({ "a/tasks/1.json": running, "b/tasks/1.json": { ...running, priority: 9 } });
  const watch = `orch watch -q -d '${dir}/*' --initial`;
  expect(await nuValue(`${watch} | first 2 | select source_dir id priority`)).toEqual([
    { source_dir: join(dir, "b"), id: "a", priority: 9 },
    { source_dir: join(dir, "a"), id: "a", priority: 5 },
  ]);
  const lines = await nuValue(`${watch} --text --utc --for 10ms | lines`);
  expect(lines).toEqual([
    expect.stringMatching(/Z added {4}a running {8}in b$/),
    expect.stringMatching(/Z added {4}a running {8}in a$/),
  ]);
});

it("gives lines of text with --text, one for each event, whatever the data holds [watch-text]", async () => {
  const uuid = "6df7ddce-f1b7-454a-ae54-138a91f9c978";
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a\u001b[2J\nb", status: "odd\u0007", name: "n\tm", priority: 9 },
    "tasks/b.json": { id: uuid, status: "failed", name: "日本", progress: 60.5, error: "why\u001b[2J\nso" },
    "tasks/c.json": { id: "c", status: "cancelled", name: `${"long ".repeat(5)}name`, progress: 7 },
  });
  const text = (flags: string) => nuValue(`orch watch --initial --for 10ms --text -d ${dir} ${flags} | lines`);
  const rest = [
    "added    a\\u{1b}[2J\\nb n\\tm                     odd\\u{7}",
    "added    6df7ddce      日本                     failed    60.5% why\\u{1b}[2J",
    "added    c             long long long long lon… cancelled   7%",
  ];
  const lines = (await text("--utc")) as string[];
  expect(lines.map((line) => line.slice(10))).toEqual(rest);
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\dZ added/);
  const local = { TZ: "America/New_York" };
  const first = `orch watch --initial --for 10ms --text -d ${dir} | lines | first`;
  expect(await nuValue(first, { env: local })).toMatch(/^\d\d:\d\d:\d\d-0[45]:00 added/);
  const underway = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "in_progress", progress: 5 },
    "tasks/b.json": { id: "b", status: "running", progress: 50 },
  });
  const both = (await nuValue(`orch watch --initial --for 10ms --text -d ${underway} | lines`)) as string[];
  expect(both[0]).toHaveLength(both[1]?.length ?? 0);
  const there = "orch watch --initial --for 10ms --text --utc -d data/small";
  expect(await nuValue(`${there} | lines | length`)).toBe(8);
  const coloured = `$env.config.use_ansi_coloring = true; ${there} task-005`;
  const painted = since("0.102") ? "\u001b[31mfailed   \u001b[39m" : "failed   ";
  expect(await nuValue(coloured)).toContain(`nightly backup ${painted}`);
});

it("says what is wrong with files once, and nothing with --quiet [watch-problems]", async () => {
  const { stderr } = await nu("orch watch -d data/broken --for 300ms | length");
  expect(stderr).toMatch(/^orch watch: 4 files have problems:\n( {2}.*\n)+$/);
  expect((await nu("orch watch -q -d data/broken --for 10ms | length")).stderr).toBe("");
});

it("shows a person at a prompt each event at once with --text, and ends at Ctrl-C [watch-prompt-text]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch watch -d ${dir} --initial --text\r`);
  await terminal.shows(/ added {4}a running/);
  writeFiles(dir, { "tasks/a.json": { ...running, status: "failed" } });
  // One event, and then silence.
  await terminal.shows(/ changed {2}a failed .*\(was running\)/);
  await terminal.interrupt();
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});

it("shows a row at a prompt at once, but not within a second of the last, as Nushell does, and ends at Ctrl-C [watch-prompt-rows]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { ...running, id: "held" } });
  const add = (id: string) => writeFiles(dir, { [`tasks/${id}.json`]: { ...running, id } });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch watch -d ${dir} --initial\r`);
  await sleep(2500);
  expect(terminal.screen()).not.toMatch(/added.*held/);
  add("late");
  await terminal.shows(/added.*held[^]*added.*late/);
  await sleep(1500);
  add("later");
  await terminal.shows(/added.*later/);
  await terminal.interrupt();
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
