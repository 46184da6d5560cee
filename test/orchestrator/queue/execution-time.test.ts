import { expect, it } from "vitest";
import { executionTime } from "../../../src/orchestrator/queue/execution-time.ts";
import { readTimestamp } from "../../../src/orchestrator/queue/timestamp.ts";

const at = (text: string) => readTimestamp(text) ?? null;
const startedAt = at("2026-03-14T08:00:00.000000001Z");
const now = Date.parse("2026-03-14T08:00:03Z");

it("is completed minus started, to the nanosecond, across offsets [execution-time]", () => {
  const completedAt = at("2026-03-14T09:00:01.000000003+01:00");
  expect(executionTime("completed", { startedAt, completedAt }, now)).toBe(1_000_000_002n);
  expect(executionTime("running", { startedAt, completedAt }, now)).toBe(1_000_000_002n);
});

it("is now minus started while running, and null where an end is not known [execution-time]", () => {
  expect(executionTime("running", { startedAt, completedAt: null }, now)).toBe(2_999_999_999n);
  expect(executionTime("failed", { startedAt, completedAt: null }, now)).toBeNull();
  expect(executionTime("running", { startedAt: null, completedAt: startedAt }, now)).toBeNull();
});
