import { didYouMean } from "../text/nearest.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { excerpt, quote } from "../text/printable.ts";
import { listed, sentences } from "../text/sentences.ts";
import { compareInstants, timestampOf, type Instant } from "../timestamp.ts";
import { isOpen, knownStatuses, phaseOf, phases, statusName } from "../task/phase.ts";
import type { Priority } from "../task/priority.ts";
import type { Task } from "../task/task.ts";
import { knownTasks, mayHoldIt, unreadLines, type UnreadTask } from "./unread.ts";
import type { WorkflowMatcher } from "./workflow-matcher.ts";

/** The fields of a task that a selection needs. */
export type Selectable = Pick<
  Task,
  "status" | "createdAt" | "createdMs" | "createdNs" | "completedAt" | "completedMs" | "priority" | "workflow"
>;

/** What a listing keeps. A task without the field that is asked about is not kept. */
export interface TaskSelection {
  /** The wanted statuses, compared without regard to case; that of a phase keeps every status of the phase. */
  readonly statuses?: readonly string[] | undefined;
  /** The earliest time of creation; a task without one is not kept. */
  readonly from?: Instant | undefined;
  /** The latest time of creation. */
  readonly to?: Instant | undefined;
  /** The earliest time of the end; a task that has not ended, or does not state when, is not kept. */
  readonly endedFrom?: Instant | undefined;
  /** The latest time of the end. */
  readonly endedTo?: Instant | undefined;
  /** The lowest number; a priority in words is kept whatever the bounds. */
  readonly minPriority?: number | undefined;
  readonly maxPriority?: number | undefined;
  /** Whether a task's workflow is wanted: see `workflowMatcher`. */
  readonly workflow?: (((workflow: string) => boolean) & Partial<WorkflowMatcher>) | undefined;
  /** How many of the selected tasks to leave out at the beginning. */
  readonly offset?: number | undefined;
  /** How many tasks to keep at most, counted after everything else. */
  readonly limit?: number | undefined;
}

/** Does the part of a selection that may take long for these tasks, letting other work run in between. */
export async function prepareSelection(
  tasks: Iterable<Selectable>,
  { workflow }: TaskSelection,
  signal: AbortSignal,
): Promise<void> {
  await workflow?.prepare?.(
    Array.from(tasks, (task) => task.workflow),
    signal,
  );
}

/**
 * Returns the tasks that a selection keeps, in the order given. Reads no further than the limit needs. `matches` is the
 * selection's `taskMatcher`.
 */
export function selectTasks<T extends Selectable>(
  tasks: readonly T[],
  selection: TaskSelection,
  matches: ((task: T) => boolean) | undefined = taskMatcher(selection),
): readonly T[] {
  const { offset = 0, limit = Infinity } = selection;
  const end = offset + limit;
  if (matches === undefined) return offset === 0 && end >= tasks.length ? tasks : tasks.slice(offset, end);
  const kept: T[] = [];
  for (const task of tasks) {
    if (kept.length >= end) break;
    if (matches(task)) kept.push(task);
  }
  return offset === 0 ? kept : kept.slice(offset);
}

/**
 * Returns a test for the tasks that a selection keeps, its offset and limit aside; undefined if it keeps all of them.
 */
export function taskMatcher(selection: TaskSelection): ((task: Selectable) => boolean) | undefined {
  const { statuses, from, to, endedFrom, endedTo, minPriority, maxPriority, workflow } = selection;
  const tests: ((task: Selectable) => boolean)[] = [];
  if (statuses !== undefined) {
    const names = statuses.map(statusName);
    const wanted = new Set([...names, ...knownStatuses.filter((status) => names.includes(phaseOf(status)))]);
    tests.push(({ status }) => wanted.has(status));
  }
  if (minPriority !== undefined) tests.push(({ priority }) => isWordOr(priority, (number) => number >= minPriority));
  if (maxPriority !== undefined) tests.push(({ priority }) => isWordOr(priority, (number) => number <= maxPriority));
  if (from !== undefined) tests.push((task) => task.createdAt !== null && compareInstants(createdOf(task), from) >= 0);
  if (to !== undefined) tests.push((task) => task.createdAt !== null && compareInstants(createdOf(task), to) <= 0);
  if (endedFrom !== undefined) tests.push((task) => hasEnded(task) && compareEnd(task, endedFrom) >= 0);
  if (endedTo !== undefined) tests.push((task) => hasEnded(task) && compareEnd(task, endedTo) <= 0);
  if (workflow !== undefined) tests.push((task) => task.workflow !== null && workflow(task.workflow));
  return tests.length === 0 ? undefined : (task) => tests.every((test) => test(task));
}

/** Keeps words, because no document says how they compare with numbers. */
function isWordOr(priority: Priority, isWanted: (priority: number | bigint) => boolean): boolean {
  return typeof priority === "number" || typeof priority === "bigint" ? isWanted(priority) : priority !== null;
}

/**
 * Returns how many tasks a selection leaves out only because nothing says when they ended, although they have: they may have
 * ended at any time, also within the wanted one.
 */
export function countUndated(tasks: readonly Selectable[], selection: TaskSelection): number {
  if (selection.endedFrom === undefined && selection.endedTo === undefined) return 0;
  const matches = taskMatcher({ ...selection, endedFrom: undefined, endedTo: undefined });
  const isUndated = (task: Selectable) =>
    task.completedMs === null && phases.includes(phaseOf(task.status)) && !isOpen(task);
  return tasks.filter((task) => isUndated(task) && matches?.(task) !== false).length;
}

function createdOf({ createdMs, createdNs }: Selectable): Instant {
  return { ms: createdMs, ns: createdNs };
}

function hasEnded(task: Selectable): boolean {
  return task.completedMs !== null && !isOpen(task);
}

/** Compares the end of a task that has ended with an instant, and reads its text only where less than a millisecond decides. */
function compareEnd({ completedMs, completedAt }: Selectable, instant: Instant): number {
  const ms = completedMs ?? Infinity;
  return ms === instant.ms ? (timestampOf(completedAt)?.ns ?? 0) - instant.ns : ms - instant.ms;
}

// The most statuses that an error lists. Any file may make up one of its own, and more are no help.
const mostListed = 20;

/** Where a selection looks: tasks, and what cannot be read and may hold others. */
export interface SelectedFrom<T extends Selectable = Selectable> {
  readonly tasks: readonly T[];
  readonly unread?: readonly UnreadTask[];
}

/**
 * Throws an OrchestratorError for what no task has: `orch::unknown_workflow`, and `orch::unknown_status` for a status that
 * is not documented either. What a file held before it could not be read any more is no less known.
 */
export function refuseUnknown(searched: SelectedFrom, selection: TaskSelection): void {
  const { unread = [] } = searched;
  const tasks = knownTasks(searched);
  for (const status of (selection.statuses ?? []).map(statusName)) {
    if (knownStatuses.includes(status) || tasks.some((task) => task.status === status)) continue;
    const known = new Set([...knownStatuses, ...tasks.map((task) => task.status)]);
    throw new OrchestratorError(`Unknown status ${quote(status)}${didYouMean(status, known)}`, {
      about: "status-filter",
      code: "orch::unknown_status",
      help: sentences(`Known statuses: ${listed(Array.from(known, excerpt), mostListed)}.`, mayHoldIt(unread)),
      list: unreadLines(unread),
    });
  }
  const unknown = unknownWorkflow(searched, selection);
  if (unknown !== undefined) throw unknown;
}

/** Returns the error for a workflow that none of the tasks has; undefined if one has it, or if none is asked for. */
export function unknownWorkflow(
  searched: SelectedFrom,
  { workflow: isWanted }: TaskSelection,
): OrchestratorError | undefined {
  if (isWanted?.unknown === undefined) return undefined;
  const tasks = knownTasks(searched);
  if (tasks.some(({ workflow }) => workflow !== null && isWanted(workflow))) return undefined;
  return isWanted.unknown(
    tasks.map(({ workflow }) => workflow),
    searched.unread,
  );
}
