import * as fc from "fast-check";
import { expect, it } from "vitest";
import { refuseUnknown, selectTasks, type TaskSelection } from "../../../src/orchestrator/tasks/filter.ts";
import { problem } from "../../../src/orchestrator/problem.ts";
import { compareTasks } from "../../../src/orchestrator/tasks/order.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { workflowMatcher } from "../../../src/orchestrator/tasks/workflow-matcher.ts";
import { task } from "../task/a-task.ts";

const ids = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

const some = [
  task({ id: "1", status: "pending" }),
  task({ id: "2", status: "queued" }),
  task({ id: "3", status: "running" }),
  task({ id: "4", status: "pending" }),
];

it("keeps one status or several, without regard to case [status-filter]", () => {
  expect(ids(selectTasks(some, { statuses: ["RUNNING"] }))).toEqual(["3"]);
  expect(ids(selectTasks(some, { statuses: ["running", " Pending"] }))).toEqual(["1", "2", "3", "4"]);
  expect(selectTasks(some, { statuses: ["cancelled"] })).toEqual([]);
  expect(selectTasks(some, { statuses: [] })).toEqual([]);
});

it("keeps all words for a phase by the phase's, and one word by itself [status-phase]", () => {
  expect(ids(selectTasks(some, { statuses: ["PENDING"] }))).toEqual(["1", "2", "4"]);
  expect(ids(selectTasks(some, { statuses: ["Queued"] }))).toEqual(["2"]);
  expect(selectTasks(some, { statuses: ["in_progress"] })).toEqual([]);
  const underway = [task({ id: "1", status: "in_progress" }), task({ id: "2", status: "running" })];
  expect(ids(selectTasks(underway, { statuses: ["running"] }))).toEqual(["1", "2"]);
  expect(ids(selectTasks(underway, { statuses: ["InProgress"] }))).toEqual(["1"]);
});

it("keeps what ended between two times, to the nanosecond, both included [ended-filter]", () => {
  const ended = (id: string, completedAt: string | null, status = "failed") =>
    task({ id, status, completedAt, completedMs: completedAt === null ? null : Date.parse(completedAt) });
  const tasks = [
    ended("1", "2026-03-02T08:00:00.0005005Z"),
    ended("2", "2026-03-02T08:00:00.0005006Z", "cancelled"),
    ended("3", "2026-03-02T08:00:01Z", "completed"),
    ended("4", null),
    ended("5", "2026-03-02T08:00:01Z", "in_progress"),
  ];
  const second = { ms: Date.parse("2026-03-02T08:00:00Z"), ns: 500_600 };
  expect(ids(selectTasks(tasks, { endedFrom: second }))).toEqual(["2", "3"]);
  expect(ids(selectTasks(tasks, { endedTo: second }))).toEqual(["1", "2"]);
  expect(ids(selectTasks(tasks, { endedFrom: second, endedTo: second }))).toEqual(["2"]);
});

it("takes a status that only the data knows [status-from-data]", () => {
  expect(ids(selectTasks([...some, task({ id: "5", status: "paused" })], { statuses: ["Paused"] }))).toEqual(["5"]);
});

it("names the known statuses and the nearest for one that nobody knows [status-unknown]", () => {
  expect(() => refuseUnknown({ tasks: some }, { statuses: ["pendign"] })).toThrow(
    expect.objectContaining({
      code: "orch::unknown_status",
      message: 'Unknown status "pendign"; did you mean "pending"?',
      help: "Known statuses: pending, running, completed, failed, cancelled, queued, in_progress.",
    }),
  );
  expect(() => refuseUnknown({ tasks: [task({ id: "1", status: "\u{1b}[2j" })] }, { statuses: ["x"] })).toThrow(
    expect.objectContaining({ help: expect.stringMatching(/in_progress, \\u\{1b\}\[2j\.$/) }),
  );
  const many = Array.from({ length: 100 }, (_, i) => task({ id: `${i}`, status: `s${i}` }));
  expect(() => refuseUnknown({ tasks: many }, { statuses: ["s"] })).toThrow(
    expect.objectContaining({ help: expect.stringMatching(/in_progress, s0, .*, s12 and 87 more\.$/) }),
  );
  expect(() => refuseUnknown({ tasks: [] }, { statuses: ["\u{1b}[2J"], limit: 0 })).toThrow(
    'Unknown status "\\u{1b}[2j"',
  );
});

it("names the files that may hold what no task has, and knows what one held before it broke [unknown-unread]", () => {
  const broken = problem("not-json", "/data/tasks/b.json", "not JSON", "Mend it.");
  const last = task({ id: "b", status: "paused", workflow: "deploy" });
  const searched = { tasks: some, unread: [{ problem: broken, dataDir: "/data", id: "b", last }] };
  const selection = (workflow: string) => ({ workflow: workflowMatcher(workflow) });
  expect(() => refuseUnknown(searched, { statuses: ["paused"], ...selection("deploy") })).not.toThrow();
  const help = expect.stringMatching(/^Known .*\. 1 file cannot be read and may hold it:$/);
  const names = (code: string) =>
    expect.objectContaining({ code, help, list: ["/data/tasks/b.json: not JSON", "Mend it."] });
  expect(() => refuseUnknown(searched, { statuses: ["odd"] })).toThrow(names("orch::unknown_status"));
  expect(() => refuseUnknown(searched, selection("rotate"))).toThrow(names("orch::unknown_workflow"));
});

it("cuts after filtering; 0 keeps none [limit]", () => {
  expect(ids(selectTasks(some, { limit: 2 }))).toEqual(["1", "2"]);
  expect(ids(selectTasks(some, { limit: 9 }))).toEqual(["1", "2", "3", "4"]);
  expect(selectTasks(some, { limit: 0 })).toEqual([]);
  expect(ids(selectTasks(some, { statuses: ["pending"], limit: 1 }))).toEqual(["1"]);
  expect(selectTasks(some, { statuses: ["pending"], limit: 0 })).toEqual([]);
});

it("keeps what was created within two instants, both included, and nothing without a date [filter-created]", () => {
  const dated = [
    task({ id: "none", createdAt: null, createdMs: Infinity }),
    task({ id: "before", createdMs: 9, createdNs: 999_999 }),
    task({ id: "first", createdMs: 10 }),
    task({ id: "last", createdMs: 20, createdNs: 5 }),
    task({ id: "after", createdMs: 20, createdNs: 6 }),
  ];
  const from = { ms: 10, ns: 0 };
  const to = { ms: 20, ns: 5 };
  expect(ids(selectTasks(dated, { from, to }))).toEqual(["first", "last"]);
  expect(ids(selectTasks(dated, { from }))).toEqual(["first", "last", "after"]);
  expect(ids(selectTasks(dated, { to }))).toEqual(["before", "first", "last"]);
});

it("keeps priorities within two bounds, both included, and nothing without one [filter-priority]", () => {
  const ranked = [null, -(2n ** 63n), -1, 0, 5, 6, 2n ** 53n].map((priority) =>
    task({ id: String(priority), priority }),
  );
  expect(ids(selectTasks(ranked, { minPriority: 0, maxPriority: 5 }))).toEqual(["0", "5"]);
  expect(ids(selectTasks(ranked, { minPriority: 6 }))).toEqual(["6", "9007199254740992"]);
  expect(ids(selectTasks(ranked, { minPriority: 0 }))).toEqual(["0", "5", "6", "9007199254740992"]);
  expect(ids(selectTasks(ranked, { maxPriority: -1 }))).toEqual(["-9223372036854775808", "-1"]);
});

it("keeps the tasks of a workflow, and nothing without one [filter-workflow]", () => {
  const belonging = [null, "deploy", "other"].map((workflow) => task({ id: String(workflow), workflow }));
  expect(ids(selectTasks(belonging, { workflow: (name) => name === "deploy" }))).toEqual(["deploy"]);
});

it("leaves out the first ones, then cuts: pages [offset]", () => {
  expect(ids(selectTasks(some, { offset: 1 }))).toEqual(["2", "3", "4"]);
  expect(ids(selectTasks(some, { offset: 1, limit: 2 }))).toEqual(["2", "3"]);
  expect(ids(selectTasks(some, { offset: 1, limit: 1, statuses: ["pending"] }))).toEqual(["2"]);
  expect(selectTasks(some, { offset: 9, limit: 1 })).toEqual([]);
  expect(selectTasks(some, { offset: 0, limit: 0 })).toEqual([]);
});

it("keeps, whatever the filters, what going through all tasks one by one keeps [filter-model]", () => {
  const few = fc.integer({ min: -3, max: 3 });
  const maybe = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: undefined });
  const tasks = fc.array(
    fc
      .record({
        status: fc.constantFrom("pending", "running", "queued", "in_progress"),
        created: fc.option(fc.tuple(few, fc.integer({ min: 0, max: 2 }))),
        priority: fc.option(fc.oneof(few, fc.constantFrom("Normal", "low"))),
        workflow: fc.option(fc.constantFrom("a", "b")),
      })
      .map(({ created, status, priority, workflow }) => ({
        status,
        priority,
        workflow,
        createdAt: created === null ? null : "2026-03-14T08:00:00Z",
        createdMs: created?.[0] ?? Infinity,
        createdNs: created?.[1] ?? 0,
      })),
  );
  const instant = fc.record({ ms: few, ns: fc.integer({ min: 0, max: 2 }) });
  const selection = fc.record({
    statuses: maybe(fc.array(fc.constantFrom("Pending", "running", "queued"))),
    from: maybe(instant),
    to: maybe(instant),
    minPriority: maybe(few),
    maxPriority: maybe(few),
    workflow: maybe(fc.constantFrom("a", "b").map((wanted) => (name: string) => name === wanted)),
    offset: maybe(fc.nat(5)),
    limit: maybe(fc.nat(5)),
  });
  fc.assert(
    fc.property(tasks, selection, (fields, wanted) => {
      const all = fields.map((each, i) => task({ ...each, id: `t${i}` })).sort(compareTasks);
      expect(selectTasks(all, wanted)).toEqual(naively(all, wanted));
    }),
    { numRuns: 1000 },
  );
});

/** One condition after the other, in nanoseconds. */
function naively(tasks: readonly Task[], wanted: TaskSelection): readonly Task[] {
  const time = ({ ms, ns }: { ms: number; ns: number }) => ms * 1_000_000 + ns;
  const created = (each: Task) => time({ ms: each.createdMs, ns: each.createdNs });
  const { statuses, from, to, minPriority, maxPriority, workflow, offset = 0, limit = tasks.length } = wanted;
  const words: Readonly<Record<string, readonly string[]>> = {
    Pending: ["pending", "queued"],
    running: ["running", "in_progress"],
    queued: ["queued"],
  };
  return tasks
    .filter(({ status }) => statuses === undefined || statuses.some((each) => words[each]?.includes(status)))
    .filter((each) => from === undefined || (each.createdAt !== null && created(each) >= time(from)))
    .filter((each) => to === undefined || (each.createdAt !== null && created(each) <= time(to)))
    .filter(({ priority }) => minPriority === undefined || (priority !== null && !(Number(priority) < minPriority)))
    .filter(({ priority }) => maxPriority === undefined || (priority !== null && !(Number(priority) > maxPriority)))
    .filter((each) => workflow === undefined || (each.workflow !== null && workflow(each.workflow)))
    .filter((_, i) => i >= offset && i < offset + limit);
}
