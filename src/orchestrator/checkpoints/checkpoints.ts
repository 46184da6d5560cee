import { compare } from "../compare.ts";
import { idOfFile } from "../data-dir/layout.ts";
import type { Json, JsonRecord } from "../files/json-file.ts";
import { nearestNames } from "../text/nearest.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { quote } from "../text/printable.ts";
import { noteOn, type Note, type Problem } from "../problem.ts";
import { JsonDirectory, type ReadEntry } from "../files/json-directory.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import { readFileRecord } from "../records/file-record.ts";
import { readDate, readId } from "../records/record-fields.ts";
import { compareInstants, type Timestamp } from "../timestamp.ts";

/** A record of how far a workflow has come. Fields that its file does not state are null. */
export interface Checkpoint {
  readonly workflowId: string;
  /** The file's own value, as are `currentState` and `metadata`: each workflow defines their shape. */
  readonly step: Json;
  readonly completedOperations: readonly string[] | null;
  readonly timestamp: Timestamp | null;
  readonly currentState: Json;
  readonly metadata: Json;
  /** The absolute path of the file. */
  readonly path: string;
}

export interface Checkpoints {
  /** Whether the directory exists. */
  readonly exists: boolean;
  /** The checkpoints, latest first; those without a timestamp come last. */
  readonly checkpoints: readonly Checkpoint[];
  readonly problems: readonly Problem[];
}

/**
 * Reads all checkpoints of a directory from disk, one `<workflow_id>.json` each.
 *
 * @throws OrchestratorError `orch::unreadable_directory` when the directory exists and cannot be listed
 */
export async function readCheckpoints(directory: string): Promise<Checkpoints> {
  const { checkpointFields, fieldIssues } = await import("../records/record-schemas.ts");
  const read: ReadEntry<Checkpoint> = (value, file, problems) => {
    const { record, problem } = readFileRecord(value, file.path, "checkpoint", isCheckpoint);
    if (problem !== undefined) problems.push(problem);
    if (record === undefined) return undefined;
    problems.push(...repeatedKeys(file.path, file.text));
    const note = noteOn(file.path, problems);
    for (const { field, message } of fieldIssues(checkpointFields, record)) {
      note("bad-field", field === "completed_operations" ? `${message}: taken as missing` : message);
    }
    return checkpointOf(record, file, note);
  };
  const files = new JsonDirectory(directory, read, () => undefined, "checkpoints");
  await files.update();
  return {
    exists: files.exists,
    checkpoints: [...files.entries.values()].sort(compareCheckpoints),
    problems: [...files.problems.values()].flat(),
  };
}

/**
 * Returns the checkpoints of one workflow.
 *
 * @throws OrchestratorError `orch::unknown_workflow`, with the nearest ids, when there are none
 */
export function findCheckpoints<C extends Pick<Checkpoint, "workflowId">>(
  checkpoints: readonly C[],
  workflowId: string,
): readonly C[] {
  const found = checkpoints.filter((each) => each.workflowId === workflowId);
  if (found.length > 0) return found;
  const near = nearestNames(workflowId, new Set(checkpoints.map((each) => each.workflowId)), 3);
  throw new OrchestratorError(`No checkpoint of workflow ${quote(workflowId)}`, {
    about: near.length === 0 ? "no-checkpoints" : "checkpoint",
    code: "orch::unknown_workflow",
    help: near.length === 0 ? "There are no checkpoints." : `Similar: ${near.join(", ")}.`,
  });
}

/** Compares two checkpoints in the order of a listing: latest first, then by workflow id. */
export function compareCheckpoints(a: Checkpoint, b: Checkpoint): number {
  const [first, second] = [a.timestamp ?? beforeAll, b.timestamp ?? beforeAll];
  return compareInstants(second, first) || compare(a.workflowId, b.workflowId);
}

const beforeAll = { ms: Number.MIN_SAFE_INTEGER, ns: 0 };

/** Reads a checkpoint's fields. A step and metadata that are not what they should be are shown as they are. */
function checkpointOf(
  record: JsonRecord,
  { path, name }: { readonly path: string; readonly name: string },
  note: Note,
): Checkpoint {
  const { completed_operations: completed } = record;
  return {
    workflowId: readId(record["workflow_id"], "workflow_id", note) ?? idOfFile(name),
    step: record["step"] ?? null,
    completedOperations: isTexts(completed) ? completed.map((id) => id.toWellFormed()) : null,
    timestamp: readDate(record["timestamp"], "timestamp", note) ?? null,
    currentState: record["current_state"] ?? null,
    metadata: record["metadata"] ?? null,
    path,
  };
}

/** Tells a checkpoint from what else a response may hold. */
function isCheckpoint(record: JsonRecord): boolean {
  return ["workflow_id", "step", "completed_operations", "current_state"].some((name) => record[name] !== undefined);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
