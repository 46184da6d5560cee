// Tasks as the platform's other documents write them, which the plan's samples and the daemon's files do not show.
import { expect, it } from "vitest";
import { nu, nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const created_at = "2026-03-14T08:00:00Z";
const task = (id: string, fields = {}) => ({ [`tasks/${id}.json`]: { id, status: "pending", created_at, ...fields } });
const error = { code: "ERR001", message: "no space left", details: { disk: "sda", free: 0 } };

it("SHAPE-1: a queued task is a pending one, and one in progress a running one, in every count [status-phase]", async () => {
  const dir = temporaryDirectory({
    ...task("q", { status: "queued", created_at: "2026-03-14T07:00:00Z" }),
    ...task("p"),
    ...task("i", { status: "in_progress", started_at: created_at }),
    "status.json": { running: true, tasks_pending: 2, tasks_running: 1 },
  });
  const answers = `{
    column: (orch tasks -d ${dir} | get status)
    counts: (orch status -d ${dir} --long | get counts)
    contradicted: (orch status -d ${dir} --long | get wrong_counts)
    findings: (orch check -d ${dir} | where code == wrong-counts | length)
    stats: (orch stats -d ${dir} --by status | select status count)
    oldest: (orch stats -d ${dir} | get oldest_pending | format date '%H:%M')
    rows: (orch tasks -d ${dir} | orch stats --by status | get count)
    waited: (orch task -d ${dir} q | get waited | describe)
    duration: (orch task -d ${dir} i | get duration | describe)
    long: (orch tasks -d ${dir} --long --status in_progress | get 0.duration | describe)
  }`;
  expect(await nuValue(answers)).toEqual({
    column: ["queued", "in_progress", "pending"],
    counts: { pending: 2, running: 1, completed: 0, failed: 0, cancelled: 0 },
    contradicted: false,
    findings: 0,
    stats: [
      { status: "pending", count: 2 },
      { status: "running", count: 1 },
    ],
    oldest: "07:00",
    rows: [2, 1],
    waited: "duration",
    duration: "duration",
    long: "duration",
  });
});

it("SHAPE-2: --status takes a phase for all its words and a word for itself, whatever the case, and is no error [status-phase]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { status: "Queued" }),
    ...task("b", { status: "Pending" }),
    ...task("c", { status: "In_Progress" }),
    ...task("d", { status: "InProgress" }),
    ...task("e", { status: "Running" }),
  });
  const ids = (status: string) => `(orch tasks -d ${dir} --status ${status} | get id | str join)`;
  const wanted = ["pending", "queued", "QUEUED", "running", "in_progress", "InProgress", "[queued running]"];
  expect(await nuValue(`[${wanted.map(ids).join(" ")}]`)).toEqual(["ab", "a", "a", "cde", "cd", "cd", "acde"]);
  const none = "orch tasks -d data/small --status";
  expect(await nuValue(`[(${none} queued | length) (${none} In_Progress | length)]`)).toEqual([0, 0]);
});

it("SHAPE-3: waiting goes on for a queued task, and for one in progress [status-phase]", async () => {
  const dir = temporaryDirectory({ ...task("q", { status: "queued" }), ...task("i", { status: "in_progress" }) });
  const answers = `{
    all: (try { orch wait -q -d ${dir} --timeout 10ms } catch {|error| $error.msg })
    one: (try { orch wait -q -d ${dir} q --timeout 10ms } catch {|error| $error.msg })
    watched: (orch watch -q -d ${dir} --until-idle --for 10ms --initial | get status)
  }`;
  expect(await nuValue(answers)).toEqual({
    all: "2 tasks still open: i (in_progress), q (queued)",
    one: "1 task still open: q (queued)",
    watched: ["in_progress", "queued"],
  });
});

it("SHAPE-4: a priority in words is shown as it stands, without a problem, after numbers and before none [priority-words]", async () => {
  const dir = temporaryDirectory({
    ...task("low", { priority: "Low" }),
    ...task("normal", { priority: "Normal" }),
    ...task("high", { priority: "HIGH" }),
    ...task("critical", { priority: "critical" }),
    ...task("number", { priority: -7 }),
    ...task("text", { priority: "5" }),
    ...task("none", { priority: null }),
    ...task("unknown", { priority: "urgent" }),
  });
  const rows = await nuValue(`orch tasks -q -d ${dir} | select id priority`);
  expect(rows).toEqual([
    { id: "text", priority: 5 },
    { id: "number", priority: -7 },
    { id: "critical", priority: "critical" },
    { id: "high", priority: "HIGH" },
    { id: "normal", priority: "Normal" },
    { id: "low", priority: "Low" },
    { id: "none", priority: null },
    { id: "unknown", priority: null },
  ]);
  // Here Nushell holds a command to its declared type.
  const typed = [
    "tasks",
    "tasks --raw",
    "tasks --long",
    "stats",
    "stats --by priority",
    "watch --initial --for 1ms",
  ].map(
    (command) => `(do { let x = (orch ${command} -q -d ${dir}); mut y = (orch ${command} -q -d ${dir}); $y == $x })`,
  );
  expect(await nuValue(`[${typed.join("\n")}] | length`)).toBe(typed.length);
  const { stdout, stderr } = await nu(`orch stats -d ${dir} --by priority | get priority | to json -r`);
  expect(JSON.parse(stdout)).toEqual([5, -7, "critical", "HIGH", "Normal", "Low", null]);
  expect(stderr).toBe(
    [
      "orch stats: 2 files have problems:",
      '  text.json: priority "5" is text: taken as a number',
      '  unknown.json: priority "urgent" is not an integer, nor one of Critical, High, Normal and Low: taken as missing',
      "    Correct that field in the file.\n",
    ].join("\n"),
  );
});

it("SHAPE-5: bounds of priorities compare numbers and keep words [filter-priority]", async () => {
  const dir = temporaryDirectory({
    ...task("word", { priority: "Normal" }),
    ...task("low", { priority: 1 }),
    ...task("high", { priority: 9 }),
    ...task("none"),
  });
  const ids = (flags: string) => `(orch tasks -d ${dir} ${flags} | get id)`;
  const flags = ["--min-priority 5", "--max-priority 5", "--min-priority 2 --max-priority 8"];
  expect(await nuValue(`[${flags.map(ids).join(" ")}]`)).toEqual([["high", "word"], ["low", "word"], ["word"]]);
});

it("SHAPE-6: a queue entry's word counts, and a change of one is seen [queue-entry-priority]", async () => {
  const dir = temporaryDirectory({
    "queue.rkvs/tasks/a.json": { id: "a", status: "Pending", created_at, priority: 3 },
    "queue.rkvs/tasks/b.json": { id: "b", status: "Pending", created_at, priority: 3 },
    "queue.rkvs/queue/a.json": { priority: "Low" },
    "queue.rkvs/queue/b.json": { priority: "Normal" },
  });
  const list = `(orch tasks -d ${dir} | select id priority)`;
  const change = `{priority: High} | to json | save -f ${dir}/queue.rkvs/queue/a.json`;
  expect(await nuValue(`let before = ${list}; ${change}; {before: $before, after: ${list}}`)).toEqual({
    before: [
      { id: "b", priority: "Normal" },
      { id: "a", priority: "Low" },
    ],
    after: [
      { id: "a", priority: "High" },
      { id: "b", priority: "Normal" },
    ],
  });
  expect(
    await nuValue(`orch watch -d ${dir} --initial --for 1ms | each {|row| $"($row.event) ($row.id) ($row.priority)" }`),
  ).toEqual(["added a High", "added b Normal"]);
});

it("SHAPE-7: the type, what it is about and the workflow of its context have columns [tasks-long-model]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { task_type: "ServerCreate", payload: { infra: "wuji", params: { n: 2 } }, priority: 3 }),
    ...task("b", {
      task_type: null,
      payload: { infra: null },
      context: { workflow_id: "wf-123", step: 2 },
      priority: 2,
    }),
    ...task("c", { task_type: "ClusterCreate", payload: "none", context: "none", priority: 1 }),
    ...task("d", { payload: { infra_name: "wuji" }, priority: 0 }),
  });
  const columns = `orch tasks -d ${dir} --long | select id task_type infra workflow`;
  expect(await nuValue(columns)).toEqual([
    { id: "a", task_type: "ServerCreate", infra: "wuji", workflow: null },
    { id: "b", task_type: null, infra: null, workflow: "wf-123" },
    { id: "c", task_type: "ClusterCreate", infra: null, workflow: null },
    { id: "d", task_type: null, infra: "wuji", workflow: null },
  ]);
  expect(await nuValue(`orch tasks -d ${dir} --workflow wf-123 | get id`)).toEqual(["b"]);
  expect(await nuValue(`orch task -d ${dir} a | select task_type payload`)).toEqual({
    task_type: "ServerCreate",
    payload: { infra: "wuji", params: { n: 2 } },
  });
});

it("SHAPE-8: a task's result is named by its task_id [id-task-id]", async () => {
  const dir = temporaryDirectory({
    "tasks/one.json": { task_id: "t-1", status: "completed", output: "3 servers" },
    "tasks/two.json": { task_id: 7, status: "failed", output: null },
    "tasks/three.json": { id: "t-3", task_id: "t-1", status: "pending" },
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} | get id | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["7", "t-1", "t-3"]);
  expect(stderr).toBe(
    "orch tasks: 1 file has a problem: two.json: id 7 is a number: taken as text. Correct that field in the file.\n",
  );
  expect(await nuValue(`orch task -q -d ${dir} t-1 | select id output`)).toEqual({ id: "t-1", output: "3 servers" });
});

it("SHAPE-9: an error with a code is a record, and a readable text in a column [task-error-record]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { status: "failed", error, priority: 3 }),
    ...task("b", { status: "failed", error: { reason: "unknown" }, priority: 2 }),
    ...task("c", { status: "failed", error: "plain text", priority: 1 }),
  });
  const answers = `{
    a: (orch task -d ${dir} a | get error)
    code: (orch tasks -d ${dir} | orch task -d ${dir} | where id == a | get 0.error.code)
    b: (orch task -d ${dir} b | get error)
    c: (orch task -d ${dir} c | get error)
    long: (orch tasks -d ${dir} --long | get error)
  }`;
  expect(await nuValue(answers)).toEqual({
    a: error,
    code: "ERR001",
    b: { reason: "unknown" },
    c: "plain text",
    long: ["ERR001: no space left", '{"reason":"unknown"}', "plain text"],
  });
});

it("SHAPE-10: a task inside a response is read, and the file named [task-in-response]", async () => {
  const inside = { id: "a", status: "running", created_at, priority: 4, started_at: created_at, workflow: "deploy" };
  const dir = temporaryDirectory({
    "tasks/1.json": { success: true, data: inside },
    "tasks/2.json": { status: "success", data: { ...inside, id: "b" }, metadata: { version: "3.1.0" }, error: null },
    "tasks/3.json": { status: "partial", result: { ...inside, id: "c" }, error, context: { workflow_id: "w" } },
  });
  const answers = `{
    list: (orch tasks -q -d ${dir} --long | select id status priority workflow)
    one: (orch task -q -d ${dir} b | get status)
    counts: (orch status -q -d ${dir} --long | get counts.running)
    raw: (orch tasks -q -d ${dir} --raw | get status)
    findings: (orch check -d ${dir} | where code == in-response | select code problem)
  }`;
  expect(await nuValue(answers)).toEqual({
    list: ["a", "b", "c"].map((id) => ({ id, status: "running", priority: 4, workflow: "deploy" })),
    one: "running",
    counts: 3,
    raw: ["running", "running", "running"],
    findings: [
      { code: "in-response", problem: 'the task record is inside a response that says "success"' },
      { code: "in-response", problem: 'the task record is inside a response that says "success"' },
      {
        code: "in-response",
        problem: 'the task record is inside a response that says "partial" (ERR001: no space left)',
      },
    ],
  });
});

it("SHAPE-11: a response without a task is none, and named for what it is [not-a-task]", async () => {
  const dir = temporaryDirectory({
    "tasks/1.json": { status: "success", data: [{ id: "a", status: "pending" }], error: null },
    "tasks/2.json": { status: "error", data: null, metadata: {}, error },
    "tasks/3.json": { success: true, data: "Orchestrator is healthy" },
    "tasks/4.json": { status: "partial", result: { operation: "server_create", resources: [] }, error: null },
    "tasks/5.json": { status: "pending", data: {} },
    "tasks/6.json": { success: false, error: "no such task" },
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} | length`);
  expect(stdout).toBe("0\n");
  expect(stderr).toMatch(/^orch tasks: 6 files have problems:\n {2}1\.json: holds a response that says "success"/);
  const problems = await nuValue(`orch check -d ${dir} | where code == not-a-record | get problem`);
  expect(problems).toEqual([
    'holds a response that says "success", with a list in it, where a task record should be',
    'holds a response that says "error" (ERR001: no space left) where a task record should be',
    'holds a response that says "success", with "Orchestrator is healthy" in it, where a task record should be',
    'holds a response that says "partial", with an object in it, where a task record should be',
    'holds a response that says "pending", with an object in it, where a task record should be',
    'holds a response that says "error" (no such task) where a task record should be',
  ]);
});

it("SHAPE-12: a task with fields of a response is a task [task-in-response]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { status: "error", error, data: { n: 1 }, result: { id: "x" }, metadata: {} }),
    "tasks/b.json": { task_id: "b", status: "success", result: { id: "y" }, error: null },
    "tasks/c.json": { status: "pending", created_at, data: { id: "z" }, error: null },
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} | get status | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["error", "pending", "success"]);
  expect(stderr).toMatch(/^orch tasks: 1 file has a problem: c\.json: has no id/);
});

it("SHAPE-13: tasks that depend on each other in a circle are found, each circle once [check-task-cycle]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { dependencies: ["b"], priority: 9 }),
    ...task("b", { status: "queued", dependencies: ["c"] }),
    ...task("c", { dependencies: ["a", "done"] }),
    ...task("self", { status: "in_progress", dependencies: ["self"] }),
    ...task("done", { status: "completed", dependencies: ["done"] }),
    ...task("after", { dependencies: ["a"] }),
  });
  const findings = `orch check -d ${dir} | where severity == error | select code problem path | update path { path basename }`;
  expect(await nuValue(findings)).toEqual([
    { code: "dependency-cycle", problem: "open tasks depend on each other: a -> b -> c -> a", path: "a.json" },
    { code: "dependency-cycle", problem: 'task "self" depends on itself', path: "self.json" },
  ]);
});
