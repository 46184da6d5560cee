import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Patience } from "../../../src/orchestrator/queue/patience.ts";
import { problem } from "../../../src/orchestrator/problem.ts";
import type { UnreadTask } from "../../../src/orchestrator/tasks/unread.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const unread = (...paths: readonly string[]): readonly UnreadTask[] =>
  paths.map((path) => ({ problem: problem("not-json", path, "torn"), dataDir: "/", id: undefined, last: undefined }));

it("waits 5 s for the same files, and for ever where there are none [wait-unread]", () => {
  const [patience, other] = [new Patience(), new Patience()];
  for (const [later, isOver] of [
    [0, false],
    [4999, false],
    [1, true],
    [1000, true],
  ] as const) {
    vi.advanceTimersByTime(later);
    expect([patience.isOver(unread("a", "b")), other.isOver([])]).toEqual([isOver, false]);
  }
});

it("waits as long again for other files, and for the same after there were none [wait-unread]", () => {
  const patience = new Patience();
  for (const files of [["a"], ["a", "b"], [], ["a", "b"], ["ab"]]) {
    expect(patience.isOver(unread(...files))).toBe(false);
    vi.advanceTimersByTime(5000);
  }
  expect(patience.isOver(unread("ab"))).toBe(true);
});
