import { idOfFile } from "./data-dir/layout.ts";
import type { Json } from "./files/json-file.ts";
import { nearestNames } from "./text/nearest.ts";
import { OrchestratorError } from "./orchestrator-error.ts";
import { excerpt, quote, quoteJson } from "./text/printable.ts";
import { noteOn, type Note, type Problem } from "./problem.ts";
import { JsonDirectory } from "./files/json-directory.ts";
import { isRecord, readDate, readTexts } from "./text/record-fields.ts";
import { compareInstants, type Timestamp } from "./timestamp.ts";

/** How far a workflow has come; what its file does not state is null. */
export interface Checkpoint {
  readonly workflowId: string;
  /** As the file has it, as are `currentState` and `metadata`: their shape is the workflow's own. */
  readonly step: Json;
  readonly completedOperations: readonly string[] | null;
  readonly timestamp: Timestamp | null;
  readonly currentState: Json;
  readonly metadata: Json;
  /** Absolute path of the file. */
  readonly path: string;
}

export interface Checkpoints {
  /** Whether the directory is there. */
  readonly exists: boolean;
  /** The latest first; those without a time last. */
  readonly checkpoints: readonly Checkpoint[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the checkpoints of a directory, `<workflow_id>.json` each, afresh.
 *
 * @throws OrchestratorError `orch::unreadable_directory` when it is there and cannot be listed
 */
export async function readCheckpoints(directory: string): Promise<Checkpoints> {
  const files = new JsonDirectory(directory, readCheckpoint, () => undefined, "checkpoints");
  await files.update();
  return {
    exists: files.exists,
    checkpoints: [...files.entries.values()].sort(compareCheckpoints),
    problems: [...files.problems.values()].flat(),
  };
}

/** Those of one workflow, or an OrchestratorError `orch::unknown_workflow` with the nearest ids. */
export function findCheckpoints<C extends Pick<Checkpoint, "workflowId">>(
  checkpoints: readonly C[],
  workflowId: string,
): readonly C[] {
  const found = checkpoints.filter((each) => each.workflowId === workflowId);
  if (found.length > 0) return found;
  const near = nearestNames(workflowId, new Set(checkpoints.map((each) => each.workflowId)), 3).map(excerpt);
  throw new OrchestratorError(`No checkpoint of a workflow ${quote(workflowId)}`, {
    about: near.length === 0 ? "no-checkpoints" : "checkpoint",
    code: "orch::unknown_workflow",
    help: near.length === 0 ? "There are no checkpoints." : `Near it: ${near.join(", ")}.`,
  });
}

/** The order of a listing. */
export function compareCheckpoints(a: Checkpoint, b: Checkpoint): number {
  const [first, second] = [a.timestamp ?? beforeAll, b.timestamp ?? beforeAll];
  return compareInstants(second, first) || (a.workflowId < b.workflowId ? -1 : Number(a.workflowId > b.workflowId));
}

const beforeAll = { ms: Number.MIN_SAFE_INTEGER, ns: 0 };

function readCheckpoint(
  value: Json,
  { path, name }: { readonly path: string; readonly name: string },
  problems: Problem[],
): Checkpoint | undefined {
  const note = noteOn(path, problems);
  if (!isRecord(value)) {
    note("not-a-record", `holds ${quoteJson(value)} where a checkpoint should be`);
    return undefined;
  }
  return {
    workflowId: readId(value["workflow_id"], name, note),
    step: value["step"] ?? null,
    completedOperations: readTexts(value["completed_operations"], "completed_operations", note),
    timestamp: readDate(value["timestamp"], "timestamp", note) ?? null,
    currentState: value["current_state"] ?? null,
    metadata: value["metadata"] ?? null,
    path,
  };
}

function readId(value: Json | undefined, name: string, note: Note): string {
  if (typeof value === "string" && value !== "") return value.toWellFormed();
  note("no-id", "has no workflow_id: the file's name stands for it");
  return idOfFile(name);
}
