import { expect, it } from "vitest";
import { problem } from "../../../src/orchestrator/problem.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import {
  circlesOf,
  isAlone,
  partAround,
  stuckIn,
  waitingGraph,
  type WaitingGraph,
} from "../../../src/orchestrator/tasks/waiting-graph.ts";
import { task } from "../task/a-task.ts";

const waits = (id: string, ...dependencies: string[]) => task({ id, dependencies });

/** Each node with what it waits for: `b: a`. */
function shown({ nodes, waitsFor }: WaitingGraph): string[] {
  return nodes.map(({ id, state }, i) => {
    const others = waitsFor[i]?.map((other) => nodes[other]?.id).join(" ") ?? "unknown";
    return `${id}${state === "known" ? "" : ` ${state}`}: ${others}`.trimEnd();
  });
}

const unread = {
  problem: problem("not-json", "/data/tasks/x.json", "not JSON"),
  dataDir: "/data",
  id: "x",
  last: undefined,
};

const graphOf = (tasks: readonly Task[]) => waitingGraph({ tasks, unread: [] });

it("knows what will not start by itself, however far away the reason is [waiting-stuck]", () => {
  const tasks = [
    task({ id: "failed", status: "failed" }),
    task({ id: "running", status: "running" }),
    waits("a", "failed"),
    waits("b", "a", "running"),
    waits("c", "gone"),
    waits("d", "e"),
    waits("e", "d"),
    waits("f", "e"),
    waits("next", "running"),
    waits("ready"),
  ];
  const ids = (searched: Parameters<typeof waitingGraph>[0]) =>
    Array.from(stuckIn(waitingGraph(searched)), ({ id }) => id).toSorted();
  expect(ids({ tasks, unread: [] })).toEqual(["a", "b", "c", "d", "e", "f"]);
  // What is in no file that could be read may be in the one that cannot be.
  expect(ids({ tasks, unread: [unread] })).toEqual(["a", "b", "d", "e", "f"]);
});

it("has the open tasks, and of others those that one waits for [waiting-graph]", () => {
  const tasks = [
    task({ id: "done", status: "completed" }),
    task({ id: "failed", status: "failed" }),
    task({ id: "cancelled", status: "cancelled" }),
    task({ id: "running", status: "running", dependencies: ["failed"] }),
    waits("ready", "done"),
    waits("stuck", "failed", "gone", "done", "gone"),
    waits("next", "running", "stuck"),
    task({ id: "unclear", dependencies: undefined }),
  ];
  // Whoever runs waits for nothing any more.
  expect(shown(graphOf(tasks))).toEqual([
    "running:",
    "ready:",
    "stuck: failed gone",
    "next: running stuck",
    "unclear: unknown",
    "failed:",
    "gone gone:",
  ]);
  expect(Array.from([0, 1, 4], (i) => isAlone(graphOf(tasks), i))).toEqual([false, true, false]);
});

it("takes what may be in a file that cannot be read as such [waiting-graph]", () => {
  expect(shown(waitingGraph({ tasks: [waits("a", "x")], unread: [unread] }))).toEqual(["a: x", "x unread:"]);
});

it("keeps around nodes what they wait for and what waits for them, however far [waiting-graph]", () => {
  const graph = graphOf([waits("a"), waits("b", "a"), waits("c", "b"), waits("d", "c"), waits("e", "a"), waits("f")]);
  expect(shown(partAround(graph, ({ id }) => id === "c"))).toEqual(["a:", "b: a", "c: b", "d: c"]);
  expect(shown(partAround(graph, () => false))).toEqual([]);
});

it("finds circles, those of one task too [waiting-graph]", () => {
  const circles = (...tasks: Task[]) => circlesOf(graphOf(tasks)).map(({ members }) => members);
  expect(circles(waits("a", "b"), waits("b", "a", "b"), waits("c", "a"), waits("d", "d"))).toEqual([[0, 1], [3]]);
  expect(circles(waits("a"), waits("b", "a"))).toEqual([]);
});

it("takes a chain of 100,000 tasks [waiting-graph]", () => {
  const size = 100_000;
  const tasks = Array.from({ length: size }, (_, i) => (i === 0 ? waits("0") : waits(`${i}`, `${i - 1}`)));
  const graph = graphOf(tasks);
  expect(partAround(graph, ({ id }) => id === "50000").nodes).toHaveLength(size);
  expect(circlesOf(graph)).toEqual([]);
});
