import type { Counted } from "./counted.ts";
import { countedBy, splitBy, type KeyName, type KeyValue, type Naming } from "./keys.ts";
import { phaseOf } from "../task/phase.ts";

/** Durations in nanoseconds, of whole milliseconds; null if there is nothing to measure. */
export interface Durations {
  readonly count: number;
  readonly mean: bigint | null;
  readonly median: bigint | null;
  /** The nearest-rank percentile: the shortest duration that 95 of 100 do not exceed. */
  readonly p95: bigint | null;
  readonly max: bigint | null;
}

/** The tasks that have the same values of the keys by which they are counted. */
export interface Group extends Pick<Durations, "mean" | "p95"> {
  readonly values: readonly KeyValue[];
  readonly count: number;
  readonly failed: number;
  readonly failureRate: number | null;
  /** When the last of them failed, in RFC 3339. */
  readonly lastFailure: string | null;
  /** The id of the task that failed last. */
  readonly example: string | null;
  /** The share of all tasks that are counted, 0 to 1. */
  readonly share: number;
}

/** The figures for all tasks together. */
export interface Statistics {
  readonly total: number;
  readonly execution: Durations;
  readonly wait: Durations;
  /** The share of failed tasks among those that completed or failed, 0 to 1. */
  readonly failureRate: number | null;
  /** Completed tasks per hour, between the first completion and the last; null unless these are at different times. */
  readonly throughputPerHour: number | null;
  /** When the oldest pending task was created, in RFC 3339. */
  readonly oldestPending: string | null;
}

const hour = 3_600_000;

/** Returns the figures for all of the given tasks together. */
export function summarize(tasks: readonly Counted[]): Statistics {
  const inPhase = (phase: string) => tasks.filter(({ status }) => phaseOf(status) === phase);
  const completed = inPhase("completed");
  return {
    total: tasks.length,
    execution: durationsOf(tasks.map(({ executionTime }) => executionTime)),
    wait: durationsOf(tasks.map(({ waitTime }) => waitTime)),
    failureRate: failureRate(completed.length, inPhase("failed").length),
    throughputPerHour: throughput(completed),
    oldestPending: oldest(inPhase("pending")),
  };
}

/** Counts tasks by some keys, and measures each group. */
export function groupsOf(tasks: readonly Counted[], names: readonly KeyName[], naming: Naming): Group[] {
  const counted = countedBy(names, tasks);
  return splitBy(counted, names, naming).map(({ values, tasks: members }) => {
    const failed = members.filter(({ status }) => status === "failed");
    const { mean, p95 } = durationsOf(members.map(({ executionTime }) => executionTime));
    const latest = endedLast(failed);
    return {
      values,
      count: members.length,
      failed: failed.length,
      failureRate: failureRate(members.filter(({ status }) => status === "completed").length, failed.length),
      mean,
      p95,
      lastFailure: latest?.completedAt ?? null,
      example: latest?.id ?? null,
      share: members.length / counted.length,
    };
  });
}

/** Returns the task that ended last. One that does not state when is taken to have ended before all others. */
export function endedLast<T extends Pick<Counted, "completedMs">>(tasks: readonly T[]): T | undefined {
  let last: T | undefined;
  for (const task of tasks) if (last === undefined || endOf(task) > endOf(last)) last = task;
  return last;
}

function endOf({ completedMs }: Pick<Counted, "completedMs">): number {
  return completedMs ?? -Infinity;
}

function failureRate(completed: number, failed: number): number | null {
  return failed === 0 && completed === 0 ? null : failed / (completed + failed);
}

function durationsOf(times: readonly (number | null)[]): Durations {
  const sorted = times.filter((time) => time !== null).toSorted((a, b) => a - b);
  const count = sorted.length;
  const at = (rank: number) => BigInt(sorted[rank] ?? 0);
  if (count === 0) return { count, mean: null, median: null, p95: null, max: null };
  // The sum is a bigint, because that of many durations soon exceeds the integers that a number holds exactly.
  const sum = sorted.reduce((total, time) => total + BigInt(time), 0n);
  const middle = count >> 1;
  return {
    count,
    mean: wholeMilliseconds(sum / BigInt(count)),
    median: wholeMilliseconds(count % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2n),
    p95: wholeMilliseconds(at(Math.ceil((count * 95) / 100) - 1)),
    max: wholeMilliseconds(at(count - 1)),
  };
}

/** Cuts off what is below the millisecond, which says nothing of a task and makes a duration long to read. */
function wholeMilliseconds(nanoseconds: bigint): bigint {
  return nanoseconds - (nanoseconds % 1_000_000n);
}

function throughput(completed: readonly Counted[]): number | null {
  const times = completed.flatMap(({ completedMs }) => completedMs ?? []);
  const span = times.reduce((a, b) => Math.max(a, b), -Infinity) - times.reduce((a, b) => Math.min(a, b), Infinity);
  return span > 0 ? times.length / (span / hour) : null;
}

function oldest(tasks: readonly Counted[]): string | null {
  let found: Counted | undefined;
  for (const task of tasks) if (task.createdMs < (found?.createdMs ?? Infinity)) found = task;
  return found?.createdAt ?? null;
}
