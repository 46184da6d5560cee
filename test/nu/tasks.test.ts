import { expect, it } from "vitest";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { datetime, since } from "../support/releases.ts";

it("gives exactly id, status, created_at and priority, in order of priority, age and id [tasks-columns]", async () => {
  const dir = temporaryDirectory({
    "tasks/1.json": { id: "late", status: "Pending", created_at: "2026-03-02T00:00:00Z", priority: 5 },
    "tasks/2.json": { id: "early", status: "PENDING", created_at: "2026-03-01T00:00:00Z", priority: 5 },
    "tasks/3.json": { id: "none", status: "queued" },
    "tasks/4.json": { id: "first", status: "running", created_at: "2026-03-03T00:00:00Z", priority: 9 },
    "tasks/5.json": { id: "b", status: "failed", created_at: "2026-03-04T00:00:00Z", priority: -1 },
    "tasks/6.json": { id: "a", status: "failed", created_at: "2026-03-04T01:00:00+01:00", priority: -1 },
  });
  const listed = `orch tasks -d ${dir} | update created_at { if $in == null { null } else { format date "%d" } }`;
  expect(await nuValue(listed)).toEqual([
    { id: "first", status: "running", created_at: "03", priority: 9 },
    { id: "early", status: "pending", created_at: "01", priority: 5 },
    { id: "late", status: "pending", created_at: "02", priority: 5 },
    { id: "a", status: "failed", created_at: "04", priority: -1 },
    { id: "b", status: "failed", created_at: "04", priority: -1 },
    { id: "none", status: "queued", created_at: null, priority: null },
  ]);
});

it("gives created_at as a datetime to compare and sort by [tasks-types]", async () => {
  const recent = "orch tasks -d data/small | where created_at > 2026-03-14T09:00:00Z | get id";
  expect(await nuValue(recent)).toEqual(["task-006"]);
  expect(await nuValue("orch tasks -d data/small | first | get created_at | describe")).toBe(datetime);
});

it("reads the daemon's layout, priorities from its queue [tasks-daemon]", async () => {
  const tasks = await nuValue('orch tasks -d data/daemon | each {|t| $"($t.status) ($t.priority)"}');
  expect(tasks).toEqual(["completed 10", "pending 9", "running 8", "pending 5", "failed 1"]);
});

it("keeps one status or several, whatever their case [tasks-status]", async () => {
  const ids = (flag: string) => nuValue(`orch tasks -d data/small --status ${flag} | get id`);
  expect(await ids("FAILED")).toEqual(["task-005"]);
  expect(await ids("[failed Cancelled]")).toEqual(["task-005", "task-007"]);
  expect(await ids("(['failed'])")).toEqual(["task-005"]);
});

it("cuts after sorting [tasks-limit]", async () => {
  expect(await nuValue("orch tasks -d data/small --limit 2 | get id")).toEqual(["task-001", "task-002"]);
  expect(await nuValue("orch tasks -d data/small -n 0")).toEqual([]);
});

it("refuses a negative limit at its place [tasks-bad-limit]", async () => {
  expect(await nuError("orch tasks -d data/small --limit (-1)")).toMatch(/must be 0 or more.*-1 is below 0/);
});

it("names the known statuses and the nearest for one that is none [tasks-unknown-status]", async () => {
  const error = await nuError("orch tasks -d data/small --status runing");
  expect(error).toContain('Unknown status "runing"; did you mean "running"?');
  expect(error).toContain("pending, running, completed, failed, cancelled");
});

it("accepts a status that only the data knows [tasks-unknown-status]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "in_progress" } });
  expect(await nuValue(`orch tasks -d ${dir} --status In_Progress | get id`)).toEqual(["a"]);
});

it("adds the other columns with --long [tasks-long]", async () => {
  expect(await nuValue("orch tasks -d data/small --status completed --long | update path { path basename }")).toEqual([
    {
      id: "task-001",
      status: "completed",
      created_at: expect.stringContaining("2026-03-14"),
      priority: 90,
      name: "create servers",
      task_type: null,
      infra: null,
      command: "provisioning",
      args: ["server", "create", "--infra", "production", "--check=false"],
      dependencies: [],
      blocked_by: [],
      workflow: null,
      started_at: expect.stringContaining("2026-03-14"),
      completed_at: expect.stringContaining("2026-03-14"),
      duration: 270_000_000_000,
      progress: 100,
      output: "3 servers created: web-01, web-02, db-01",
      error: null,
      path: "task-001.json",
    },
  ]);
});

it("measures a running task up to now, as a duration [tasks-long-duration]", async () => {
  const running = "orch tasks -d data/small --status running --long | first";
  expect(await nuValue(`${running} | get duration | describe`)).toBe("duration");
  expect(await nuValue(`${running} | ((date now) - $in.started_at - $in.duration) < 1min`)).toBe(true);
  expect(await nuValue("orch tasks -d data/small --status pending --long | get duration | uniq")).toEqual([null]);
});

it("gives status, times and priority as the files have them with --raw [tasks-raw]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "Pending", created_at: "2026-03-01 10:00:00", priority: "high", started_at: 5 },
  });
  const raw = { id: "a", status: "Pending", created_at: "2026-03-01 10:00:00", priority: "high" };
  expect(await nuValue(`orch tasks -d ${dir} -q --raw`)).toEqual([raw]);
  expect(await nuValue(`orch tasks -d ${dir} -q --raw --long`)).toMatchObject([{ ...raw, started_at: "5" }]);
});

it("lists the rest of a directory with broken files, and says which and why, a line for each [tasks-problems]", async () => {
  const { stdout, stderr, code } = await nu("orch tasks -d data/broken | get id | to json -r");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(["task-001", "task-005", "task-006", "task-004"]);
  expect(stderr.trimEnd().split("\n")).toEqual([
    "orch tasks: 4 files have problems:",
    expect.stringMatching(/^ {2}task-002\.json: not JSON/),
    "  task-003.json: empty: no JSON in it",
    "    Correct or remove it.",
    expect.stringMatching(/^ {2}task-004\.json: priority/),
    expect.stringMatching(/^ {2}task-006\.json: created_at/),
    "    Correct that field in the file.",
  ]);
});

it("is quiet about them with --quiet [tasks-quiet]", async () => {
  expect((await nu("orch tasks -d data/broken --quiet")).stderr).toBe("");
});

it("carries them in the answer's metadata, through where and first, from 0.108 [tasks-metadata]", async () => {
  const problems = await nuValue(
    "orch tasks -q -d data/broken | where priority? != null | first 1 | metadata | get orch_problems?",
  );
  const shape = [
    { code: "not-json" },
    {
      path: expect.stringMatching(/data\/broken\/tasks\/task-003\.json$/),
      code: "empty",
      severity: "error",
      message: "empty: no JSON in it",
      help: "Correct or remove it.",
    },
    { code: "bad-priority" },
    { code: "bad-date" },
  ].map((problem): unknown => expect.objectContaining(problem));
  expect(problems).toEqual(since("0.108") ? shape : null);
  expect(await nuValue("orch tasks -d data/small | metadata | get orch_problems?")).toEqual(since("0.108") ? [] : null);
});

it("makes them an error with --strict [tasks-strict]", async () => {
  const error = await nuError("orch tasks -d data/broken --strict");
  expect(error).toContain("orch::strict");
  expect(error).toContain("4 files have problems");
  expect(error).toMatch(/help: task-002\.json: not JSON.* Correct the files, or leave out --strict/);
  expect((await nu("orch tasks -d data/small --strict")).code).toBe(0);
  // Whatever the view shows: here a field that only --long has.
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending", args: "no list" } });
  expect(await nuError(`orch tasks -d ${dir} --strict --limit 0`)).toMatch(/a\.json: args "no list"/);
});

it("needs no memory for all long texts together, whatever it shows of them [tasks-memory]", async () => {
  const dir = temporaryDirectory();
  const output = "x".repeat(3_000_000);
  const fields = { status: "pending", output, args: [output] };
  for (let i = 0; i < 24; i++) writeFiles(dir, { [`tasks/${i}.json`]: { id: `${i}`, ...fields } });
  const lengths = ["--strict", "--raw", "--long | get output", "-c output | get output"].map(
    (flags) => `(orch tasks -d ${dir} ${flags} | length)`,
  );
  const env = { NODE_OPTIONS: "--max-old-space-size=128" };
  expect(await nuValue(`[${lengths.join(" ")}]`, { env })).toEqual([24, 24, 24, 24]);
}, 90_000);

it("is empty where status.json stands without tasks, an error where nothing does [tasks-no-directory]", async () => {
  expect(await nuValue("orch tasks -d data/empty")).toEqual([]);
  const error = await nuError("orch tasks -d data/nowhere");
  expect(error).toContain("orch::no_data_dir");
  expect(error).toContain("does not exist");
});

it("merges several directories, then sorts, then cuts, and says where each is from [tasks-several]", async () => {
  const dir = temporaryDirectory({
    "a/tasks/1.json": { id: "a1", priority: 1, status: "pending" },
    "a/tasks/2.json": { id: "a2", priority: 3, status: "pending" },
    "b/tasks/1.json": { id: "b1", priority: 2, status: "pending" },
  });
  expect(await nuValue(`orch tasks -d '${dir}/*' --limit 2 | select dir source_dir id`)).toEqual([
    { dir: "a", source_dir: `${dir}/a`, id: "a2" },
    { dir: "b", source_dir: `${dir}/b`, id: "b1" },
  ]);
  expect(await nuValue(`orch tasks -d [${dir}/a] | columns`)).toEqual([
    "dir",
    "id",
    "status",
    "created_at",
    "priority",
    "source_dir",
  ]);
  expect(await nuError(`orch tasks -d '${dir}/x*'`)).toContain("No directory matches");
});

it("sees every change between two calls of one plugin [tasks-fresh]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const list = `orch tasks -d ${dir} | each {|t| $"($t.id) ($t.status)"}`;
  const script = [
    `let first = (${list})`,
    `{id: a, status: running} | to json | save -f ${dir}/tasks/a.json`,
    `let changed = (${list})`,
    `{id: b, status: pending} | to json | save ${dir}/tasks/b.json`,
    `let added = (${list})`,
    `rm ${dir}/tasks/a.json`,
    `[$first $changed $added (${list}) (${list.replace("tasks", "tasks --no-cache")})]`,
  ];
  expect(await nuValue(script.join("; "))).toEqual([
    ["a pending"],
    ["a running"],
    ["a running", "b pending"],
    ["b pending"],
    ["b pending"],
  ]);
});

it("lists what it can of several directories, and notes one that holds nothing [tasks-one-of-many]", async () => {
  const dir = temporaryDirectory({ "a/tasks/1.json": { id: "a1", status: "pending" }, "b/notes.txt": "" });
  const { stdout, stderr } = await nu(`orch tasks -d '${dir}/*' | get id | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["a1"]);
  expect(stderr).toContain(`${dir}/b has no tasks`);
  expect(await nuError(`orch tasks -d '${dir}/*' --strict`)).toContain("orch::strict");
});

it("tells of problems on one line, whatever a file's name holds [tasks-problems-escaped]", async () => {
  const dir = temporaryDirectory({ "tasks/a\u001b[2J\nb.json": "{" });
  const { stderr } = await nu(`orch tasks -d ${dir}`);
  expect(stderr).toMatch(/^orch tasks: 1 file has a problem: a\\u\{1b\}\[2J\\nb\.json: not JSON.*\n$/);
});

it("does not let an impossible time sink --long [tasks-long-duration]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "running", started_at: "0001-01-01T00:00:00Z" },
    "tasks/b.json": { id: "b", status: "pending" },
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} --long | select id duration | to json -r`);
  expect(JSON.parse(stdout)).toEqual([
    { id: "a", duration: null },
    { id: "b", duration: null },
  ]);
  expect(stderr).toMatch(
    /1 file has a problem: a\.json: the time from started_at 0001-01-01T00:00:00Z to now is not a valid duration/,
  );
});

it("takes the daemon's store for the directory it is in, and counts its tasks once [tasks-daemon]", async () => {
  const order = (dir: string) => nuValue(`orch tasks -q -d ${dir} | get priority`);
  expect(await order("data/daemon/queue.rkvs")).toEqual([10, 9, 8, 5, 1]);
  expect(await nuValue("orch tasks -q -d data/daemon --raw | get priority")).toEqual([10, 9, 8, 5, 1]);
  expect(await nuValue("orch tasks -q -d 'data/daemon/**' | length")).toBe(5);
});
