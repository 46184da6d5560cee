import * as fc from "fast-check";
import { expect, it } from "vitest";
import { calendarOf } from "../../../src/orchestrator/statistics/calendar.ts";
import type { Counted } from "../../../src/orchestrator/statistics/counted.ts";
import { keyNames, type KeyName } from "../../../src/orchestrator/statistics/keys.ts";
import { groupsOf, summarize } from "../../../src/orchestrator/statistics/statistics.ts";
import { task } from "../task/a-task.ts";

const second = 1_000_000_000;
const hour = 3_600_000;
const utc = { calendar: calendarOf("UTC"), shortName: (dir: string) => (dir === "/b" ? "b" : null) };

/** The keys of the groups and how many tasks each has. */
function counts(tasks: readonly Counted[], ...names: KeyName[]) {
  return groupsOf(tasks, names, utc).map(({ values, count }) => values.concat(count));
}

const ninth = { completedMs: 9 * hour, completedAt: "1970-01-01T09:00:00Z" };
const some = [
  task({ id: "1", status: "completed", executionTime: 2 * second, waitTime: second, completedMs: 0, workflow: "a" }),
  task({ id: "2", status: "completed", executionTime: 5 * second, completedMs: hour / 2, priority: 9 }),
  task({ id: "3", status: "failed", executionTime: 3 * second, workflow: "b", ...ninth }),
  task({ id: "4", status: "paused", priority: null, createdAt: null, createdMs: Infinity, workflow: "b" }),
  task({ id: "5", createdAt: "2026-03-14T08:00:00Z", createdMs: Date.UTC(2026, 2, 14, 8), priority: 9 }),
];

it("counts by status in the order of a task's life, others after, and measures each group [stats-groups]", () => {
  const none = { failed: 0, failureRate: null, mean: null, p95: null, lastFailure: null, example: null };
  expect(groupsOf(some, ["status"], utc)).toEqual([
    { ...none, values: ["pending"], count: 1, share: 0.2 },
    { ...none, values: ["completed"], count: 2, share: 0.4, failureRate: 0, mean: 3_500_000_000n, p95: 5_000_000_000n },
    {
      values: ["failed"],
      count: 1,
      failed: 1,
      failureRate: 1,
      mean: 3_000_000_000n,
      p95: 3_000_000_000n,
      lastFailure: "1970-01-01T09:00:00Z",
      example: "3",
      share: 0.2,
    },
    { ...none, values: ["paused"], count: 1, share: 0.2 },
  ]);
});

it("takes for the last failure, and for the example, the one that ended last [stats-last-failure]", () => {
  const failed = { status: "failed", workflow: "a" };
  const tasks = [
    task({ id: "early", ...failed, completedMs: 1, completedAt: "1970-01-01T00:00:00.001Z" }),
    task({ id: "late", ...failed, completedMs: 3, completedAt: "1970-01-01T00:00:00.003Z" }),
    task({ id: "without a time", ...failed }),
    task({ id: "completed", status: "completed", workflow: "a", completedMs: 9 }),
    task({ id: "nobody knows when", ...failed, workflow: "b" }),
  ];
  expect(groupsOf(tasks, ["workflow"], utc)).toMatchObject([
    { values: ["a"], failed: 3, failureRate: 0.75, lastFailure: "1970-01-01T00:00:00.003Z", example: "late" },
    { values: ["b"], failed: 1, failureRate: 1, lastFailure: null, example: "nobody knows when" },
  ]);
});

it("counts by several keys, each group of the first by the second [stats-by-several]", () => {
  const of = (dataDir: string, status: string) => task({ id: `${dataDir}${status}`, dataDir, status });
  const tasks = [of("/b", "failed"), of("/a", "failed"), of("/b", "pending"), of("/a", "pending"), of("/b", "failed")];
  expect(counts(tasks, "source_dir", "status")).toEqual([
    ["/b", "pending", 1],
    ["/b", "failed", 2],
    ["/a", "pending", 1],
    ["/a", "failed", 1],
  ]);
  // A directory that has no short name comes with one of its own, or with none.
  expect(counts([...tasks, { ...of("/c", "failed"), dir: "c" }], "dir")).toEqual([
    ["b", 3],
    ["c", 1],
    [null, 2],
  ]);
  expect(groupsOf(tasks, ["source_dir", "status"], utc).map(({ share }) => share)).toEqual([0.2, 0.4, 0.2, 0.2]);
});

it("counts only failed tasks by their errors [stats-by-error]", () => {
  const tasks = [
    { ...task({ id: "1", status: "failed" }), error: "b" },
    { ...task({ id: "2", status: "failed" }), error: "a" },
    { ...task({ id: "3", status: "failed" }), error: "a" },
    { ...task({ id: "4", status: "cancelled" }), error: "a" },
    { ...task({ id: "5", status: "failed" }), error: null },
  ];
  expect(counts(tasks, "error")).toEqual([
    ["a", 2],
    ["b", 1],
    [null, 1],
  ]);
});

it("counts a task by the phase of its status [status-phase]", () => {
  const created = { createdAt: "2026-03-14T08:00:00Z", createdMs: 8 };
  const tasks = [
    task({ id: "1", status: "in_progress" }),
    task({ id: "2", status: "pending", createdMs: 9 }),
    task({ id: "3", status: "queued", ...created }),
  ];
  expect(counts(tasks, "status")).toEqual([
    ["pending", 2],
    ["running", 1],
  ]);
  expect(summarize(tasks).oldestPending).toBe(created.createdAt);
});

it("counts words for priorities between numbers and none [priority-words]", () => {
  const priorities = ["Low", null, "Critical", 0, "Normal", -5, "Low"];
  const tasks = priorities.map((priority, i) => task({ id: String(i), priority }));
  expect(counts(tasks, "priority")).toEqual([
    [0, 1],
    [-5, 1],
    ["Critical", 1],
    ["Normal", 1],
    ["Low", 2],
    [null, 1],
  ]);
});

it("counts priorities from the highest, workflows from the busiest, days from the oldest, what is missing last [stats-groups]", () => {
  expect(counts(some, "priority")).toEqual([
    [9, 2],
    [0, 2],
    [null, 1],
  ]);
  expect(counts(some, "workflow")).toEqual([
    ["b", 2],
    ["a", 1],
    [null, 2],
  ]);
  expect(counts(some, "date")).toEqual([
    ["1970-01-01", 3],
    ["2026-03-14", 1],
    [null, 1],
  ]);
});

it("counts by the time of creation, or by that of the end [stats-by-time]", () => {
  const at = (status: string, created: string, completed?: string) => {
    const completedMs = completed === undefined ? null : Date.parse(completed);
    return task({ id: created, status, createdMs: Date.parse(created), completedMs });
  };
  const tasks = [
    at("completed", "2026-03-14T09:30:00Z", "2026-03-15T00:10:00Z"),
    at("failed", "2026-03-14T08:59:59Z", "2026-03-14T09:00:00Z"),
    // It runs again, whatever is left of its last end.
    at("running", "2026-03-14T09:00:00Z", "2026-03-14T09:00:00Z"),
  ];
  expect(counts(tasks, "hour")).toEqual([
    ["2026-03-14 08:00", 1],
    ["2026-03-14 09:00", 2],
  ]);
  expect(counts(tasks, "date")).toEqual([["2026-03-14", 3]]);
  expect(counts(tasks, "ended_hour")).toEqual([
    ["2026-03-14 09:00", 1],
    ["2026-03-15 00:00", 1],
    [null, 1],
  ]);
  expect(counts(tasks, "ended_date")).toEqual([
    ["2026-03-14", 1],
    ["2026-03-15", 1],
    [null, 1],
  ]);
});

it("measures executions, waits, failures and throughput [stats-summary]", () => {
  expect(summarize(some)).toEqual({
    total: 5,
    execution: {
      count: 3,
      mean: 3_333_000_000n,
      median: 3_000_000_000n,
      p95: 5_000_000_000n,
      max: 5_000_000_000n,
    },
    wait: { count: 1, mean: 1_000_000_000n, median: 1_000_000_000n, p95: 1_000_000_000n, max: 1_000_000_000n },
    failureRate: 1 / 3,
    // Of the completed ones: two within half an hour.
    throughputPerHour: 4,
    oldestPending: "2026-03-14T08:00:00Z",
  });
});

it("knows nothing where there is nothing to measure [stats-summary]", () => {
  const none = { count: 0, mean: null, median: null, p95: null, max: null };
  const unknown = { execution: none, wait: none, failureRate: null, throughputPerHour: null, oldestPending: null };
  expect(summarize([])).toEqual({ total: 0, ...unknown });
  expect(summarize([task({ id: "a", status: "completed", completedMs: 5 })])).toEqual({
    total: 1,
    ...unknown,
    failureRate: 0,
  });
  // Its date is the oldest, but it is no date.
  expect(summarize([task({ id: "a", createdAt: null, createdMs: Infinity })])).toEqual({ total: 1, ...unknown });
});

it("takes for p95 the shortest that 95 of 100 do not exceed, for any number of them [stats-summary]", () => {
  const tasks: Counted[] = [];
  for (let count = 1; count <= 300; count++) {
    tasks.push(task({ id: String(count), executionTime: count * 1_000_000 }));
    const p95 = Number(summarize(tasks).execution.p95) / 1_000_000;
    expect([count, (p95 - 1) * 100 < 95 * count, p95 * 100 >= 95 * count]).toEqual([count, true, true]);
  }
});

it("agrees, whatever the tasks, with sorting and counting them one by one [stats-model]", () => {
  const time = fc.option(fc.nat(1000).map((each) => each * second));
  const tasks = fc.array(
    fc.record({
      status: fc.constantFrom("pending", "queued", "running", "completed", "failed", "odd"),
      priority: fc.option(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom("Normal", "low"))),
      workflow: fc.option(fc.constantFrom("a", "b", "c")),
      createdMs: fc.oneof(fc.nat(10 * 24 * hour), fc.constant(Infinity)),
      executionTime: time,
      waitTime: time,
      completedMs: fc.option(fc.nat(10 * hour)),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(tasks, (fields) => {
      const all: Counted[] = fields.map((each) => ({
        ...each,
        id: null,
        dataDir: null,
        completedAt: null,
        createdAt: each.createdMs === Infinity ? null : new Date(each.createdMs).toISOString(),
      }));
      const { total, execution, wait, failureRate, oldestPending } = summarize(all);
      expect(total).toBe(all.length);
      for (const [found, times] of [
        [execution, all.flatMap(({ executionTime }) => executionTime ?? [])],
        [wait, all.flatMap(({ waitTime }) => waitTime ?? [])],
      ] as const) {
        expect(found).toEqual(naively(times));
      }
      const counted = (status: string) => all.filter((each) => each.status === status).length;
      const [completed, failed] = [counted("completed"), counted("failed")];
      expect(failureRate).toBe(completed + failed === 0 ? null : failed / (completed + failed));
      const pending = all.filter(
        ({ status, createdAt }) => ["pending", "queued"].includes(status) && createdAt !== null,
      );
      const oldest = Math.min(...pending.map(({ createdMs }) => createdMs));
      expect(oldestPending).toBe(pending.length === 0 ? null : new Date(oldest).toISOString());
      for (const name of keyNames) {
        const groups = groupsOf(all, [name], utc);
        const those = name === "error" ? failed : all.length;
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(those);
        expect(groups.reduce((sum, group) => sum + group.failed, 0)).toBe(failed);
        expect(new Set(groups.map(({ values: [value] }) => value)).size).toBe(groups.length);
        for (const { count, share } of groups) expect(share).toBe(count / those);
      }
      for (const {
        values: [value],
        count,
        mean,
        p95,
        failureRate: rate,
      } of groupsOf(all, ["workflow"], utc)) {
        const members = all.filter(({ workflow }) => workflow === value);
        const times = naively(members.flatMap(({ executionTime }) => executionTime ?? []));
        expect([count, mean, p95]).toEqual([members.length, times.mean, times.p95]);
        const among = (status: string) => members.filter((each) => each.status === status).length;
        const over = among("failed") + among("completed");
        expect(rate).toBe(over === 0 ? null : among("failed") / over);
      }
    }),
    { numRuns: 500 },
  );
});

/** Nothing but sorting; all times are whole seconds, so no digit is lost. */
function naively(times: readonly number[]) {
  const count = times.length;
  if (count === 0) return { count, mean: null, median: null, p95: null, max: null };
  const sorted = times.toSorted((a, b) => a - b);
  const mean = (BigInt(times.reduce((a, b) => a + b) / 1_000_000) / BigInt(count)) * 1_000_000n;
  const median = (sorted[Math.floor((count - 1) / 2)]! + sorted[Math.ceil((count - 1) / 2)]!) / 2;
  // The first that at least 95 of 100 do not exceed.
  const p95 = sorted.find((time) => times.filter((each) => each <= time).length * 100 >= 95 * count)!;
  return { count, mean, median: BigInt(median), p95: BigInt(p95), max: BigInt(Math.max(...times)) };
}
