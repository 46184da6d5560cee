import { fileProblem, isDenied, missingPermission } from "./file-problem.ts";
import { OrchestratorError } from "./orchestrator-error.ts";
import { printable } from "./printable.ts";

/** The error for a directory that is there and cannot be listed, made of what the system said. */
export function unreadableDirectory(path: string, cause: unknown): OrchestratorError {
  const code = "orch::unreadable_directory";
  if (!isDenied(cause)) {
    return new OrchestratorError(`Cannot list ${printable(path)}: ${fileProblem(path, cause).message}`, {
      code,
      cause,
    });
  }
  // What is closed may be far above, and `path` a part of the daemon's store that is not even there.
  const { closed, reason, command } = missingPermission(path, "rx");
  const help = `Grant it with: ${command}`;
  return new OrchestratorError(`Cannot list ${printable(closed)}: ${reason}`, { code, help, cause });
}
