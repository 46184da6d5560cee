import { obstacle } from "./file-problem.ts";
import { OrchestratorError, type Subject } from "../orchestrator-error.ts";

/** Returns the error for a directory that is there and cannot be listed, made of what the system said. */
export function unreadableDirectory(path: string, cause: unknown, about: Subject): OrchestratorError {
  // The closed directory may be far above, and `path` a part of the daemon's store that is not even there.
  const { path: closed, message, help } = obstacle(path, cause, "rx");
  const code = "orch::unreadable_directory";
  return new OrchestratorError(`Cannot list ${closed}: ${message}`, { about, code, help, cause });
}
