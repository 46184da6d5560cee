import { expect, it } from "vitest";
import { executionTime } from "../../../src/orchestrator/task/execution-time.ts";

const startedAt = "2026-03-14T08:00:00.000000001Z";
const now = Date.parse("2026-03-14T08:00:03Z");

type Times = Omit<Parameters<typeof executionTime>[0], "status">;

function timeOf(status: string, times: Times, noted: string[] = []): bigint | null {
  return executionTime({ status, ...times }, now, (code, message) => noted.push(`${code}: ${message}`));
}

it("is completed minus started, to the nanosecond, across offsets [execution-time]", () => {
  const completedAt = "2026-03-14T09:00:01.000000003+01:00";
  expect(timeOf("completed", { startedAt, completedAt })).toBe(1_000_000_002n);
  expect(timeOf("running", { startedAt, completedAt })).toBe(1_000_000_002n);
});

it("is now minus started while running, and null where an end is not known [execution-time]", () => {
  expect(timeOf("running", { startedAt, completedAt: null })).toBe(2_999_999_999n);
  expect(timeOf("in_progress", { startedAt, completedAt: null })).toBe(2_999_999_999n);
  expect(timeOf("failed", { startedAt, completedAt: null })).toBeNull();
  expect(timeOf("running", { startedAt: null, completedAt: startedAt })).toBeNull();
});

it.each([
  { from: "0001-01-01T00:00:00Z", to: null, until: "now" },
  { from: "0001-01-01T00:00:00Z", to: "9999-12-31T23:59:59Z", until: "completed_at 9999-12-31T23:59:59Z" },
  { from: "2026-03-14T08:00:04Z", to: null, until: "now" },
  { from: "2026-03-14T08:00:04Z", to: "2026-03-14T08:00:03Z", until: "completed_at 2026-03-14T08:00:03Z" },
])(
  "is null and noted from $from to $until, which no duration can hold [execution-time-bounds]",
  ({ from, to, until }) => {
    const noted: string[] = [];
    expect(timeOf("running", { startedAt: from, completedAt: to }, noted)).toBeNull();
    expect(noted).toEqual([
      `bad-times: the time from started_at ${from} to ${until} is not a valid duration: taken as missing`,
    ]);
  },
);
