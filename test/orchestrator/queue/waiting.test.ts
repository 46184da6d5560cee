import { expect, it } from "vitest";
import { problem } from "../../../src/orchestrator/problem.ts";
import { waitingAfter, type Wanted } from "../../../src/orchestrator/queue/waiting.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import type { UnreadTask } from "../../../src/orchestrator/tasks/unread.ts";
import { task } from "../task/a-task.ts";

const torn = (id: string, last?: Task): UnreadTask => ({
  problem: problem("not-json", `/data/tasks/${id}.json`, "torn"),
  dataDir: "/data",
  id,
  last,
});

/** What is known after a look, by ids. */
function known(
  look: { tasks: readonly Task[]; unread?: readonly UnreadTask[] },
  waited: readonly Task[],
  wanted: Wanted,
) {
  const { tasks, there, open, lost, unread } = waitingAfter(
    { tasks: () => look.tasks, unread: look.unread ?? [] },
    waited,
    wanted,
  );
  return Object.fromEntries(
    Object.entries({ tasks, there, open, lost, unread }).map(([name, list]) => [name, list.map(({ id }) => id)]),
  );
}

const [a, b, other] = [task({ id: "a" }), task({ id: "b", status: "failed" }), task({ id: "other", workflow: "x" })];

it("waits for what is open and wanted, and goes on with what it has waited for, whatever became of it [wait-queue]", () => {
  const wanted = ({ workflow }: Task) => workflow === null;
  expect(known({ tasks: [a, b, other] }, [], wanted)).toEqual({
    tasks: ["a"],
    there: ["a"],
    open: ["a"],
    lost: [],
    unread: [],
  });
  const ended = { ...a, status: "completed" };
  expect(known({ tasks: [ended, other] }, [a], wanted)).toMatchObject({ tasks: ["a"], there: ["a"], open: [] });
});

it("does not take a task of the same id in another directory for the one that it waits for [wait-named]", () => {
  const elsewhere = { ...a, dataDir: "/elsewhere" };
  expect(known({ tasks: [elsewhere] }, [a], [])).toEqual({ tasks: ["a"], there: [], open: [], lost: [], unread: [] });
});

it("takes an open task that is nowhere for gone only where everything could be read [wait-unread]", () => {
  const gone = { tasks: ["a", "b"], there: [], open: [] };
  expect(known({ tasks: [] }, [a, b], [])).toEqual({ ...gone, lost: [], unread: [] });
  const unread = [torn("x")];
  // What had ended can come to no other end.
  expect(known({ tasks: [], unread }, [a, b], [])).toEqual({ ...gone, lost: ["a"], unread: ["x"] });
  expect(known({ tasks: [a], unread }, [a], [])).toMatchObject({ lost: [], unread: [] });
  // One that has never been seen may be in any file, unless one is named after it.
  expect(known({ tasks: [], unread }, [], ["new"])).toMatchObject({ lost: [], unread: ["x"] });
  expect(known({ tasks: [], unread: [torn("x"), torn("new")] }, [], ["new"])).toMatchObject({ unread: ["new"] });
});

it("waits for a file that cannot be read unless it held a task that is not waited for [wait-unread]", () => {
  const wanted = ({ workflow }: Task) => workflow === null;
  const unread = [torn("new"), torn("a", a), torn("other", other)];
  expect(known({ tasks: [], unread }, [], wanted)).toMatchObject({ unread: ["new", "a"] });
  expect(known({ tasks: [], unread }, [other], wanted)).toMatchObject({ unread: ["new", "a", "other"] });
});
