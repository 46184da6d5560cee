import { grouped } from "../grouped.ts";
import { phaseOf, phases } from "./phase.ts";
import { rankOf, type Priority } from "./priority.ts";
import type { Task } from "./task.ts";

/** The fields of a task that statistics need. */
export type Counted = Pick<
  Task,
  "status" | "priority" | "workflow" | "createdAt" | "createdMs" | "waitTime" | "executionTime" | "completedMs"
>;

/** Durations in nanoseconds; null if there is nothing to measure. */
export interface Durations {
  readonly count: number;
  readonly mean: bigint | null;
  readonly median: bigint | null;
  /** The nearest-rank percentile: the shortest duration that 95 of 100 do not exceed. */
  readonly p95: bigint | null;
  readonly max: bigint | null;
}

/** The tasks in the same phase, or with the same priority, day or workflow. */
export interface Group<Key> {
  readonly key: Key;
  readonly count: number;
  /** The share of all tasks, 0 to 1. */
  readonly share: number;
  /** The mean in nanoseconds; null if none of them has started and ended. */
  readonly meanExecution: bigint | null;
  readonly completed: number;
  readonly failed: number;
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
const dayLength = 24 * hour;

/** Returns the figures for all of the given tasks together. */
export function summarize(tasks: readonly Counted[]): Statistics {
  const inPhase = (phase: string) => tasks.filter(({ status }) => phaseOf(status) === phase);
  const completed = inPhase("completed");
  const failed = inPhase("failed").length;
  const ended = completed.length + failed;
  return {
    total: tasks.length,
    execution: durationsOf(tasks.map(({ executionTime }) => executionTime)),
    wait: durationsOf(tasks.map(({ waitTime }) => waitTime)),
    failureRate: ended === 0 ? null : failed / ended,
    throughputPerHour: throughput(completed),
    oldestPending: oldest(inPhase("pending")),
  };
}

/** Groups by the phase of the status: the documented ones in the order of a task's life, then others by name. */
export function byStatus(tasks: readonly Counted[]): Group<string>[] {
  return groups(tasks, ({ status }) => phaseOf(status)).toSorted(
    (a, b) => compare(lifeOf(a.key), lifeOf(b.key)) || compare(a.key, b.key),
  );
}

function lifeOf(phase: string): number {
  return phases.includes(phase) ? phases.indexOf(phase) : Infinity;
}

/** Groups by priority, in the order of a listing. */
export function byPriority(tasks: readonly Counted[]): Group<Priority>[] {
  return groups(tasks, ({ priority }) => priority).toSorted((a, b) => compare(rankOf(b.key), rankOf(a.key)));
}

/** Groups by the day of creation in UTC, such as `2026-03-01`, older first, tasks without one last. */
export function byDate(tasks: readonly Counted[]): Group<string | null>[] {
  const names = new Map<number, string | null>();
  const nameOf = ({ createdMs }: Counted) => {
    const day = Math.floor(createdMs / dayLength);
    const name = names.get(day) ?? dayName(day);
    names.set(day, name);
    return name;
  };
  return groups(tasks, nameOf).toSorted((a, b) => compare(timeOf(a.key), timeOf(b.key)));
}

function timeOf(name: string | null): number {
  return name === null ? Infinity : Date.parse(name);
}

function dayName(day: number): string | null {
  return Number.isFinite(day) ? (new Date(day * dayLength).toISOString().split("T")[0] ?? null) : null;
}

/** Groups by workflow, those with most tasks first, tasks without one last. */
export function byWorkflow(tasks: readonly Counted[]): Group<string | null>[] {
  return groups(tasks, ({ workflow }) => workflow).toSorted(
    (a, b) => Number(a.key === null) - Number(b.key === null) || b.count - a.count || compare(a.key ?? "", b.key ?? ""),
  );
}

function groups<Key>(tasks: readonly Counted[], keyOf: (task: Counted) => Key): Group<Key>[] {
  return Array.from(grouped(tasks, keyOf), ([key, members]) => ({
    key,
    count: members.length,
    share: members.length / tasks.length,
    meanExecution: durationsOf(members.map(({ executionTime }) => executionTime)).mean,
    completed: members.filter(({ status }) => status === "completed").length,
    failed: members.filter(({ status }) => status === "failed").length,
  }));
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
    mean: sum / BigInt(count),
    median: count % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2n,
    p95: at(Math.ceil((count * 95) / 100) - 1),
    max: at(count - 1),
  };
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

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}
