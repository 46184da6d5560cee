import { expect, it } from "vitest";
import { compareTasks, mergeTasks, withChanges } from "../../../src/orchestrator/tasks/order.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { task } from "../task/a-task.ts";

const ids = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

it("puts numbers first, then words, then older, then id, then path; missing ones last [tasks-order] [priority-words]", () => {
  const sorted = [
    task({ id: "higher-by-one", priority: 2n ** 53n + 1n }),
    task({ id: "beyond-a-number", priority: 2n ** 53n }),
    task({ id: "high", priority: 9, createdMs: 5 }),
    task({ id: "old", priority: 1, createdMs: 1 }),
    task({ id: "older-by-ns", priority: 1, createdMs: 2, createdNs: 1 }),
    task({ id: "newer-by-ns", priority: 1, createdMs: 2, createdNs: 2 }),
    task({ id: "a", priority: 1, createdMs: 3 }),
    task({ id: "b", priority: 1, createdMs: 3, fileName: "1" }),
    task({ id: "b", priority: 1, createdMs: 3, fileName: "2" }),
    task({ id: "undated", priority: 1, createdMs: Infinity }),
    task({ id: "undated-too", priority: 1, createdMs: Infinity }),
    task({ id: "low-number", priority: -Number.MAX_SAFE_INTEGER }),
    task({ id: "lowest", priority: -(2n ** 63n) }),
    task({ id: "critical", priority: "CRITICAL", createdMs: 9 }),
    task({ id: "high", priority: "High", createdMs: 8 }),
    task({ id: "normal", priority: "normal", createdMs: 6 }),
    task({ id: "normal-too", priority: "Normal", createdMs: 7 }),
    task({ id: "low", priority: "Low", createdMs: 1 }),
    task({ id: "none", priority: null }),
    task({ id: "nothing", priority: null, createdMs: Infinity }),
  ];
  for (let rotation = 0; rotation < sorted.length; rotation++) {
    const shuffled = [...sorted.slice(rotation), ...sorted.slice(0, rotation)].toReversed();
    expect(shuffled.sort(compareTasks)).toEqual(sorted);
  }
  const [first] = sorted;
  expect(first && compareTasks(first, { ...first })).toBe(0);
});

it("keeps the order through few and many changes, and leaves the old array alone [order-kept]", () => {
  const random = generator(7);
  let number = 0;
  const fresh = () => task({ id: `t${number++}`, priority: random(5), createdMs: random(50) });
  let tasks: readonly Task[] = Array.from({ length: 300 }, fresh).sort(compareTasks);
  for (const changes of [1, 3, 20, 64, 65, 200, 1]) {
    const removed = tasks.filter(() => random(tasks.length) < changes).slice(0, changes);
    const added = Array.from({ length: changes }, fresh);
    const before = tasks.slice();
    const after = withChanges(tasks, removed, added);
    expect(tasks).toEqual(before);
    expect(after).toEqual([...tasks.filter((one) => !removed.includes(one)), ...added].sort(compareTasks));
    tasks = after;
  }
});

it("merges the tasks of several directories into one order [merge-order]", () => {
  const [a, b] = [task({ id: "a", priority: 1 }), task({ id: "b", priority: 3 })];
  const c = task({ id: "c", priority: 2, dataDir: "/other" });
  expect(ids(mergeTasks([[b, a], [c]]))).toEqual(["b", "c", "a"]);
  expect(ids(mergeTasks([[b, a]]))).toEqual(["b", "a"]);
  expect(mergeTasks([])).toEqual([]);
});

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
