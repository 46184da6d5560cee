import { expect, it } from "vitest";
import { Progress } from "../../../src/commands/tasks/wait-progress.ts";
import { isOpen } from "../../../src/orchestrator/task/phase.ts";
import { task } from "../../orchestrator/task/a-task.ts";

/** A wait for tasks of these statuses. */
function waiting(statuses: readonly string[]) {
  const tasks = statuses.map((status, i) => task({ id: String(i), status }));
  return { tasks, there: tasks, open: tasks.filter(isOpen), lost: [], unread: [] };
}

const all = (count: number, status: string) => Array.from({ length: count }, () => status);

it("says how many have ended and how many of these have failed [wait-progress]", () => {
  const progress = new Progress(0);
  expect(progress.line(waiting(["running", "pending"]), 0)).toBe("orch wait: 0 of 2 ended");
  expect(progress.line(waiting(["failed", "completed", "queued"]), 9)).toBe("orch wait: 2 of 3 ended, 1 failed");
});

it("says what time is left once 5 tasks have ended over 10 s or more, and not before [wait-estimate]", () => {
  const progress = new Progress(0);
  // What had ended before says nothing.
  progress.line(waiting([...all(9, "completed"), ...all(91, "running")]), 0);
  const ended = (count: number) => waiting([...all(9 + count, "completed"), ...all(91 - count, "running")]);
  expect(progress.line(ended(4), 3_600_000)).toBe("orch wait: 13 of 100 ended");
  expect(progress.line(ended(50), 9_999)).toBe("orch wait: 59 of 100 ended");
  expect(progress.line(ended(5), 10_000)).toBe("orch wait: 14 of 100 ended, about 3 minutes left");
  expect(progress.line(ended(90), 10_000)).toBe("orch wait: 99 of 100 ended, about 1 second left");
  expect(progress.line(ended(45), 3_600_000)).toBe("orch wait: 54 of 100 ended, about 1 hour left");
  expect(progress.line(ended(91), 20_000)).toBe("orch wait: 100 of 100 ended");
});
