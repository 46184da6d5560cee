import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  byDate,
  byPriority,
  byStatus,
  byWorkflow,
  summarize,
  type Counted,
} from "../../../src/orchestrator/tasks/statistics.ts";
import { task } from "./a-task.ts";

const second = 1_000_000_000;
const hour = 3_600_000;

const some = [
  task({ id: "1", status: "completed", executionTime: 2 * second, waitTime: second, completedMs: 0, workflow: "a" }),
  task({ id: "2", status: "completed", executionTime: 5 * second, completedMs: hour / 2, priority: 9 }),
  task({ id: "3", status: "failed", executionTime: 3 * second, completedMs: 9 * hour, workflow: "b" }),
  task({ id: "4", status: "paused", priority: null, createdAt: null, createdMs: Infinity, workflow: "b" }),
  task({ id: "5", createdAt: "2026-03-14T08:00:00Z", createdMs: Date.UTC(2026, 2, 14, 8), priority: 9 }),
];

it("counts by status in the order of a task's life, others after, with shares and means [stats-groups]", () => {
  expect(byStatus(some)).toEqual([
    { key: "pending", count: 1, share: 0.2, meanExecution: null, completed: 0, failed: 0 },
    { key: "completed", count: 2, share: 0.4, meanExecution: 3_500_000_000n, completed: 2, failed: 0 },
    { key: "failed", count: 1, share: 0.2, meanExecution: 3_000_000_000n, completed: 0, failed: 1 },
    { key: "paused", count: 1, share: 0.2, meanExecution: null, completed: 0, failed: 0 },
  ]);
});

it("counts a task by the phase of its status [status-phase]", () => {
  const created = { createdAt: "2026-03-14T08:00:00Z", createdMs: 8 };
  const tasks = [
    task({ id: "1", status: "in_progress" }),
    task({ id: "2", status: "pending", createdMs: 9 }),
    task({ id: "3", status: "queued", ...created }),
  ];
  expect(byStatus(tasks).map(({ key, count }) => [key, count])).toEqual([
    ["pending", 2],
    ["running", 1],
  ]);
  expect(summarize(tasks).oldestPending).toBe(created.createdAt);
});

it("counts words for priorities between numbers and none [priority-words]", () => {
  const priorities = ["Low", null, "Critical", 0, "Normal", -5, "Low"];
  const tasks = priorities.map((priority, i) => task({ id: String(i), priority }));
  expect(byPriority(tasks).map(({ key, count }) => [key, count])).toEqual([
    [0, 1],
    [-5, 1],
    ["Critical", 1],
    ["Normal", 1],
    ["Low", 2],
    [null, 1],
  ]);
});

it("counts priorities from the highest, workflows from the busiest, days from the oldest, what is missing last [stats-groups]", () => {
  const keys = (groups: readonly { key: unknown; count: number }[]) => groups.map(({ key, count }) => [key, count]);
  expect(keys(byPriority(some))).toEqual([
    [9, 2],
    [0, 2],
    [null, 1],
  ]);
  expect(keys(byWorkflow(some))).toEqual([
    ["b", 2],
    ["a", 1],
    [null, 2],
  ]);
  expect(keys(byDate(some))).toEqual([
    ["1970-01-01", 3],
    ["2026-03-14", 1],
    [null, 1],
  ]);
});

it("takes a day for one of UTC, also before the year 0 and after 9999 [stats-groups]", () => {
  const created = [
    Date.UTC(2026, 2, 14, 23, 59, 59, 999),
    Date.UTC(2026, 2, 15),
    Date.parse("0000-01-01T00:00:00Z") - 1,
    Date.parse("9999-12-31T23:59:59Z") + 1000,
  ];
  const days = byDate(created.map((createdMs, i) => task({ id: String(i), createdMs })));
  expect(days.map(({ key }) => key)).toEqual(["-000001-12-31", "2026-03-14", "2026-03-15", "+010000-01-01"]);
});

it("measures executions, waits, failures and throughput [stats-summary]", () => {
  expect(summarize(some)).toEqual({
    total: 5,
    execution: {
      count: 3,
      mean: 3_333_333_333n,
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
    tasks.push(task({ id: String(count), executionTime: count }));
    const { p95 } = summarize(tasks).execution;
    expect([count, (Number(p95) - 1) * 100 < 95 * count, Number(p95) * 100 >= 95 * count]).toEqual([count, true, true]);
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
      for (const groups of [byStatus(all), byPriority(all), byDate(all), byWorkflow(all)]) {
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        expect(groups.reduce((sum, group) => sum + group.failed, 0)).toBe(failed);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        for (const { count, share } of groups) expect(share).toBe(count / all.length);
      }
      for (const { key, count, meanExecution } of byWorkflow(all)) {
        const members = all.filter(({ workflow }) => workflow === key);
        expect(count).toBe(members.length);
        expect(meanExecution).toBe(naively(members.flatMap(({ executionTime }) => executionTime ?? [])).mean);
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
  const mean = BigInt(times.reduce((a, b) => a + b)) / BigInt(count);
  const median = (sorted[Math.floor((count - 1) / 2)]! + sorted[Math.ceil((count - 1) / 2)]!) / 2;
  // The first that at least 95 of 100 do not exceed.
  const p95 = sorted.find((time) => times.filter((each) => each <= time).length * 100 >= 95 * count)!;
  return { count, mean, median: BigInt(median), p95: BigInt(p95), max: BigInt(Math.max(...times)) };
}
