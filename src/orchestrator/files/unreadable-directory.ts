import { readFailure } from "./file-problem.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { printable } from "../text/printable.ts";

/** The error for a directory that is there and cannot be listed, made of what the system said. */
export function unreadableDirectory(path: string, cause: unknown): OrchestratorError {
  // What is closed may be far above, and `path` a part of the daemon's store that is not even there.
  const { at, reason, help } = readFailure(path, cause, "rx");
  const code = "orch::unreadable_directory";
  return new OrchestratorError(`Cannot list ${printable(at)}: ${reason}`, { code, help, cause });
}
