import { expect, it } from "vitest";
import type { Json } from "../../../src/orchestrator/files/json-file.ts";
import type { Problem } from "../../../src/orchestrator/problem.ts";
import { readNumeral } from "../../../src/orchestrator/text/numeral.ts";
import {
  rawPriority,
  readQueueEntry,
  readTask,
  type QueueEntry,
  type SharedTexts,
} from "../../../src/orchestrator/task/task.ts";

const good = { id: "task-001", status: "pending", created_at: "2026-03-14T08:00:00Z", priority: 5 };

function read(value: unknown, queueEntry?: QueueEntry) {
  const problems: Problem[] = [];
  const file = { directory: "/data/tasks", fileName: "task-001.json", dataDir: "/data", queueEntry };
  const task = readTask(value as Json, file, problems);
  return { task, codes: problems.map(({ code }) => code), messages: problems.map(({ message }) => message) };
}

it("reads a task without complaint [task-read]", () => {
  expect(read(good)).toEqual({
    task: {
      id: "task-001",
      name: null,
      status: "pending",
      createdAt: "2026-03-14T08:00:00Z",
      priority: 5,
      queueEntry: undefined,
      workflow: null,
      dependencies: null,
      startedAt: null,
      completedAt: null,
      progress: null,
      waitTime: null,
      executionTime: null,
      completedMs: null,
      createdMs: Date.parse("2026-03-14T08:00:00Z"),
      createdNs: 0,
      directory: "/data/tasks",
      fileName: "task-001.json",
      dataDir: "/data",
    },
    codes: [],
    messages: [],
  });
});

it.each([
  ["Pending", "pending"],
  ["RUNNING", "running"],
  [" Cancelled ", "cancelled"],
  ["In_Progress", "in_progress"],
  ["InProgress", "in_progress"],
  ["QUEUED", "queued"],
  ["Ünbekannt", "ünbekannt"],
])("writes status %j in lower case and keeps unknown ones [status-lower-case]", (status, expected) => {
  expect(read({ ...good, status })).toMatchObject({ task: { status: expected }, codes: [] });
});

it.each([[undefined], [null], [""], ["  "], [3], [["pending"]]])(
  'shows the status %j as "unknown" and says so [status-missing]',
  (status) => {
    expect(read({ ...good, status })).toMatchObject({ task: { status: "unknown" }, codes: ["no-status"] });
  },
);

it.each([
  [7, 7, []],
  [-3, -3, []],
  [-0, 0, []],
  [null, null, []],
  [undefined, null, []],
  ["12", 12, ["priority-not-number"]],
  [" -4 ", -4, ["priority-not-number"]],
  ["+4", 4, ["priority-not-number"]],
  ["Normal", "Normal", []],
  ["critical", "critical", []],
  ["urgent", null, ["bad-priority"]],
  [" High", null, ["bad-priority"]],
  ["", null, ["bad-priority"]],
  ["0x10", null, ["bad-priority"]],
  ["1.5", null, ["bad-priority"]],
  ["99999999999999999999", null, ["bad-priority"]],
  [1.5, null, ["bad-priority"]],
  [Infinity, null, ["bad-priority"]],
  [true, null, ["bad-priority"]],
  [[5], null, ["bad-priority"]],
])(
  "takes a priority only if it is an integer or a word for one: %j is %j [priority-number]",
  (priority, expected, codes) => {
    const result = read({ ...good, priority });
    expect(result.task?.priority).toBe(expected);
    expect(result.codes).toEqual(codes);
  },
);

it.each([["2026-02-30T00:00:00Z"], ["soon"], [1_767_225_600], [{}]])(
  "makes the bad date %j null and says so; a missing one needs no remark [date-problem]",
  (created_at) => {
    expect(read({ ...good, created_at })).toMatchObject({
      task: { createdAt: null, createdMs: Infinity },
      codes: ["bad-date"],
    });
    expect(read({ ...good, created_at: null })).toMatchObject({ task: { createdAt: null }, codes: [] });
  },
);

it("says so too of the times of its start and its end, which listings select by [date-problem]", () => {
  const times = { started_at: "2026-03-14 08:00", completed_at: "2026-03-14T08:00:01+0100" };
  expect(read({ ...good, ...times })).toMatchObject({
    task: { startedAt: "2026-03-14T08:00:00Z", completedAt: "2026-03-14T08:00:01+01:00" },
    codes: [],
  });
  expect(read({ ...good, started_at: "soon", completed_at: 5 })).toMatchObject({
    task: { startedAt: null, completedAt: null },
    codes: ["bad-date", "bad-date"],
  });
});

it.each([
  [undefined, null, []],
  [null, null, []],
  [[], [], []],
  [[5, "b"], ["5", "b"], []],
  ["b", undefined, ['dependencies "b" is not a list of ids: taken as unknown']],
  [["a", null], undefined, ["one of the dependencies is null, not an id: taken as unknown"]],
  [["a", ""], undefined, ['one of the dependencies "" is not an id: taken as unknown']],
  [[{ id: "b" }], undefined, ["one of the dependencies is an object, not an id: taken as unknown"]],
  [[["b"]], undefined, ["one of the dependencies is a list, not an id: taken as unknown"]],
])("tells dependencies that it does not state from those that nobody can read: %j [task-dependencies]", (...row) => {
  const [dependencies, expected, messages] = row;
  const result = read({ ...good, dependencies });
  expect(result.task?.dependencies).toEqual(expected);
  expect(result.messages).toEqual(messages);
});

it.each([
  [50, 50, []],
  ["50", 50, []],
  [0.5, 0.5, []],
  [null, null, []],
  ["50%", null, ['progress "50%" is not a number: taken as missing']],
  [" ", null, ['progress " " is not a number: taken as missing']],
])("takes for its progress what is a number: %j is %j [task-progress]", (progress, expected, messages) => {
  const result = read({ ...good, progress });
  expect(result.task?.progress).toBe(expected);
  expect(result.messages).toEqual(messages);
});

it("takes the file's name for a missing id, and a number as text [id-missing]", () => {
  for (const id of [undefined, null, "", {}]) {
    expect(read({ ...good, id })).toMatchObject({ task: { id: "task-001" }, codes: ["no-id"] });
  }
  expect(read({ ...good, id: [1] }).messages).toEqual(["id is a list, not a string: the file's name stands for it"]);
  expect(read({ ...good, id: 17 })).toMatchObject({ task: { id: "17" }, codes: ["id-not-text"] });
  const long = readNumeral("1234567890123456789");
  expect(read({ ...good, id: long })).toMatchObject({ task: { id: "1234567890123456789" }, codes: ["id-not-text"] });
});

it("takes a result's task_id for its id, where it has no other [id-task-id]", () => {
  expect(read({ ...good, id: undefined, task_id: "b" })).toMatchObject({ task: { id: "b" }, codes: [] });
  expect(read({ ...good, id: null, task_id: 7 })).toMatchObject({ task: { id: "7" }, codes: ["id-not-text"] });
  expect(read({ ...good, task_id: "b" })).toMatchObject({ task: { id: "task-001" }, codes: [] });
});

it("repairs text that is no well-formed Unicode, which the wire cannot carry [id-well-formed]", () => {
  expect(read({ ...good, id: "a\u{d800}b", status: "x\u{dc00}", dependencies: ["a\u{d800}b"] })).toMatchObject({
    task: { id: "a\u{fffd}b", status: "x\u{fffd}", dependencies: ["a\u{fffd}b"] },
  });
});

it.each([[null], [17], ["task"], [[good]]])("is no task: %j [not-a-record]", (value) => {
  expect(read(value)).toMatchObject({ task: undefined, codes: ["not-a-record"] });
});

it.each([
  { success: true, data: good },
  { status: "success", data: good, metadata: { request_id: "req-1" }, error: null },
  { status: "partial", result: good, context: { workflow_id: "wf-1", step: 2 } },
  { status: "error", data: good, error: { code: "ERR001", message: "no space left", details: {} } },
])("reads the task inside a response, and says so: %j [task-in-response]", (response) => {
  expect(read(response)).toEqual({
    task: read(good).task,
    codes: ["in-response"],
    messages: [expect.stringMatching(/^the task record is inside a response that says "(success|partial|error)"/)],
  });
});

it.each([
  [
    { status: "success", data: [good] },
    'holds a response that says "success", with a list in it, where a task record should be',
  ],
  [
    { success: true, data: "healthy" },
    'holds a response that says "success", with "healthy" in it, where a task record should be',
  ],
  [
    { status: "success", data: { resources: [] } },
    'holds a response that says "success", with an object in it, where a task record should be',
  ],
  [
    { status: "pending", data: {} },
    'holds a response that says "pending", with an object in it, where a task record should be',
  ],
  [
    { status: "error", data: null, error: { code: "E1", message: "gone" } },
    'holds a response that says "error" (E1: gone) where a task record should be',
  ],
  [
    { status: "success", data: { status: "success", data: good } },
    'holds a response that says "success", with an object in it, where a task record should be',
  ],
  [{ success: true }, 'holds a response that says "success" where a task record should be'],
])("names a response without a task for what it is: %j [not-a-task]", (response, message) => {
  expect(read(response)).toEqual({ task: undefined, codes: ["not-a-record"], messages: [message] });
});

it("takes a task for one, whatever fields of a response it has [task-in-response]", () => {
  const fields = { data: good, result: good, metadata: {}, error: { code: "E1", message: "x" }, context: {} };
  for (const status of ["pending", "error", "success"]) {
    expect(read({ id: "a", status, ...fields })).toMatchObject({ task: { id: "a", status }, codes: [] });
  }
  expect(read({ status: "pending", created_at: "2026-03-14T08:00:00Z", data: good })).toMatchObject({
    task: { id: "task-001", status: "pending" },
    codes: ["no-id"],
  });
});

it("lets the queue entry's priority win over the record's, 0 too [queue-entry-priority]", () => {
  expect(read(good, { priority: 0, raw: "0" }).task).toMatchObject({ priority: 0 });
  expect(read({ ...good, priority: "urgent" }, { priority: 9, raw: 9 })).toMatchObject({
    task: { priority: 9 },
    codes: [],
  });
});

it("says of a priority that cannot order tasks why, in the digits of the file [task-priority-bounds]", () => {
  const messages = (priority: unknown) => read({ ...good, priority }).messages;
  const tooLarge = (found: string) => [`priority ${found} is larger than 64 bits: taken as missing`];
  expect(messages(readNumeral("9223372036854775808"))).toEqual(tooLarge("9223372036854775808"));
  expect(messages("-9223372036854775809")).toEqual(tooLarge('"-9223372036854775809"'));
  for (const float of ["1.0", "1e2", "1e+21", "1e400"]) {
    expect(messages(readNumeral(float))).toEqual([`priority ${float} is not an integer: taken as missing`]);
  }
  expect(read({ ...good, priority: readNumeral("-0") })).toMatchObject({ task: { priority: 0 }, codes: [] });
});

it("keeps a priority of 64 bits exactly [task-priority-bounds]", () => {
  const priorityOf = (priority: unknown) => read({ ...good, priority }).task?.priority;
  expect(priorityOf(readNumeral("9007199254740993"))).toBe(9007199254740993n);
  expect(priorityOf(readNumeral("9007199254740992"))).toBe(9007199254740992n);
  expect(priorityOf("-9223372036854775808")).toBe(-9223372036854775808n);
  expect(priorityOf("+7")).toBe(7);
});

it("gives as raw priority the one that orders the task, else whatever stands there [queue-entry-priority]", () => {
  const entry = { priority: null, raw: "urgent" };
  expect(read(good, entry).task).toMatchObject({ priority: 5 });
  expect(read({ ...good, priority: null }, entry).task).toMatchObject({ priority: null });
  expect(rawPriority({ priority: 0, raw: "0" }, 5)).toBe("0");
  expect(rawPriority(entry, 5)).toBe(5);
  expect(rawPriority(entry, null)).toBe("urgent");
  expect(rawPriority(undefined, "high")).toBe("high");
  expect(read(good, { priority: "Low", raw: "Low" }).task).toMatchObject({ priority: "Low" });
});

it("reads a queue entry's priority alike [queue-entry-read]", () => {
  const problems: Problem[] = [];
  expect(readQueueEntry({ priority: 3 }, "/q", problems)).toEqual({ priority: 3, raw: 3 });
  expect(readQueueEntry({}, "/q", problems)).toEqual({ priority: null, raw: undefined });
  expect(readQueueEntry({ priority: "Normal" }, "/q", problems)).toEqual({ priority: "Normal", raw: "Normal" });
  expect(problems).toEqual([]);
  expect(readQueueEntry({ priority: "urgent" }, "/q", problems)).toEqual({ priority: null, raw: "urgent" });
  expect(readQueueEntry([3], "/q", problems)).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(["bad-priority", "not-a-record"]);
});

it("quotes what stands in a file without its control characters, cut to a line [message-printable]", () => {
  const [escape = ""] = read({ ...good, priority: "\u{1b}[31mred\u{202e}\n" }).messages;
  expect(escape).toBe(
    'priority "\\u{1b}[31mred\\u{202e}\\n" is not an integer, nor one of Critical, High, Normal and Low: taken as missing',
  );
  const [long = ""] = read({ ...good, created_at: "x".repeat(100_000) }).messages;
  expect(long.length).toBeLessThan(300);
});

it("shares the texts of the tasks read last, as those of earlier ones may be gone, and keeps a limited number [bounded-texts]", () => {
  const shared: SharedTexts = new Map();
  const file = { directory: "/data/tasks", fileName: "a.json", dataDir: "/data", queueEntry: undefined, shared };
  for (let i = 0; i <= 25_000; i++) readTask({ ...good, workflow: `nightly-${i}` }, file, []);
  expect(shared.has("nightly-25000")).toBe(true);
  expect(shared.has("nightly-0")).toBe(false);
  expect(shared.size).toBeLessThanOrEqual(10_000);
});
