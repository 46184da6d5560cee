import type { ListedCheckpoint } from "./checkpoints/listing.ts";
import { compare } from "./compare.ts";
import { grouped } from "./grouped.ts";
import { Dependencies } from "./tasks/dependencies.ts";
import { phaseOf } from "./task/phase.ts";
import { endedLast } from "./statistics/statistics.ts";
import type { Task } from "./task/task.ts";
import type { Searched } from "./tasks/unread.ts";
import { stemOf } from "./task/workflow.ts";
import { workflowMatcher } from "./tasks/workflow-matcher.ts";

/** How a workflow stands, by its tasks and checkpoints in one data directory. */
export interface WorkflowState {
  readonly dataDir: string;
  /** Its name or path, as its tasks or its checkpoint have it; null for the tasks that belong to none. */
  readonly workflow: string | null;
  /** Returns how many of its tasks are in a phase. */
  readonly countOf: (phase: string) => number;
  /** How many of the pending ones wait for others. */
  readonly blocked: number;
  /** The percentage of its tasks that have completed, rounded down; null if it has none. */
  readonly progress: number | null;
  /** The task that failed last. */
  readonly lastFailed: Task | undefined;
  /** Its latest checkpoint. */
  readonly checkpoint: ListedCheckpoint | undefined;
}

interface Known extends Searched {
  /** The latest first. */
  readonly checkpoints: readonly ListedCheckpoint[];
}

/**
 * Finds how each workflow stands, what needs attention first: those with open tasks before those without, of either those
 * with failures first, and what failed last before what failed earlier.
 */
export function workflowStates({ tasks, unread, checkpoints }: Known): readonly WorkflowState[] {
  const dependencies = new Dependencies({ tasks, unread });
  const tasksIn = grouped(tasks, ({ dataDir }) => dataDir);
  const checkpointsIn = grouped(checkpoints, ({ dataDir }) => dataDir);
  return Array.from(new Set([...tasksIn.keys(), ...checkpointsIn.keys()]), (dataDir) => {
    const parts = partsOf(tasksIn.get(dataDir) ?? [], checkpointsIn.get(dataDir) ?? []);
    return parts.map((part) => stateOf(dataDir, part, dependencies));
  })
    .flat()
    .sort(byUrgency);
}

/** What a data directory has of one workflow. */
interface Part {
  readonly workflow: string | null;
  readonly tasks: readonly Task[];
  readonly checkpoints: readonly ListedCheckpoint[];
}

/**
 * Brings the tasks and the checkpoints of each workflow together. A checkpoint's `workflow_id` may be the workflow that
 * tasks name, or the id of the task that the orchestrator made of a workflow when it was submitted. It may also be the name
 * of the workflow's file without folders and ending, if only one such file is named.
 */
function partsOf(tasks: readonly Task[], checkpoints: readonly ListedCheckpoint[]): readonly Part[] {
  const ids = new Set(checkpoints.map(({ workflowId }) => workflowId));
  const named = new Map(tasks.flatMap(({ id, workflow }) => (ids.has(id) ? [[id, workflow ?? id]] : [])));
  const tasksOf = grouped(tasks, ({ id, workflow }) => workflow ?? named.get(id) ?? null);
  const byStem = grouped(tasksOf.keys(), (workflow) => (workflow === null ? undefined : stemOf(workflow)));
  const checkpointsOf = grouped<ListedCheckpoint, string | null>(checkpoints, ({ workflowId }) => {
    const [file, ...others] = byStem.get(workflowId) ?? [];
    if (tasksOf.has(workflowId)) return workflowId;
    return named.get(workflowId) ?? (others.length === 0 ? file : undefined) ?? workflowId;
  });
  return Array.from(new Set([...tasksOf.keys(), ...checkpointsOf.keys()]), (workflow) => ({
    workflow,
    tasks: tasksOf.get(workflow) ?? [],
    checkpoints: checkpointsOf.get(workflow) ?? [],
  }));
}

function stateOf(dataDir: string, { workflow, tasks, checkpoints }: Part, dependencies: Dependencies): WorkflowState {
  const byPhase = grouped(tasks, ({ status }) => phaseOf(status));
  const countOf = (phase: string) => byPhase.get(phase)?.length ?? 0;
  return {
    dataDir,
    workflow,
    progress: tasks.length === 0 ? null : Math.floor((100 * countOf("completed")) / tasks.length),
    countOf,
    blocked: tasks.filter((task) => dependencies.readiness(task) === "blocked").length,
    lastFailed: endedLast(byPhase.get("failed") ?? []),
    checkpoint: checkpoints[0],
  };
}

function byUrgency(a: WorkflowState, b: WorkflowState): number {
  return (
    Number(isOpen(b)) - Number(isOpen(a)) ||
    Number(hasFailed(b)) - Number(hasFailed(a)) ||
    (b.lastFailed?.completedMs ?? 0) - (a.lastFailed?.completedMs ?? 0) ||
    Number(a.workflow === null) - Number(b.workflow === null) ||
    compare(a.workflow ?? "", b.workflow ?? "") ||
    compare(a.dataDir, b.dataDir)
  );
}

function isOpen({ countOf }: WorkflowState): boolean {
  return countOf("pending") + countOf("running") > 0;
}

function hasFailed({ countOf }: WorkflowState): boolean {
  return countOf("failed") > 0;
}

/**
 * Returns the states of the workflows that are asked for, as `workflowMatcher` understands it.
 *
 * @throws OrchestratorError `orch::unknown_workflow` when there is none; `orch::pattern_too_large`, `orch::bad_pattern`
 */
export async function findWorkflows(
  { states, unread }: Pick<Searched, "unread"> & { readonly states: readonly WorkflowState[] },
  wanted: string,
  signal: AbortSignal,
): Promise<readonly WorkflowState[]> {
  const matcher = workflowMatcher(wanted);
  // What a file held before it could not be read any more is no less known.
  const lost = unread.flatMap(({ last }) => last?.workflow ?? []);
  const names = [...states.map(({ workflow }) => workflow), ...lost];
  await matcher.prepare(names, signal);
  if (!names.some((name) => name !== null && matcher(name))) throw matcher.unknown(names, unread);
  return states.filter(({ workflow }) => workflow !== null && matcher(workflow));
}
