/** The meaning of a problem code. The tables below are the only place that states it. */
export interface CodeEntry {
  /** `error` if a file or a task is lost, stuck or mistaken for another; `warning` if what is shown may mislead. */
  readonly severity: "error" | "warning";
  /** A short description for the documentation. */
  readonly meaning: string;
  /** Advice on what to do about it, for problems that give no more precise help of their own. */
  readonly help: string;
  /** What is at fault: the file's content, or the system, which may be able to read the same file a moment later. */
  readonly cause: "content" | "system" | undefined;
}

function error(meaning: string, help: string, cause?: CodeEntry["cause"]): CodeEntry {
  return { severity: "error", meaning, help, cause };
}

function warning(meaning: string, help: string): CodeEntry {
  return { severity: "warning", meaning, help, cause: undefined };
}

const correctFile = "Correct or remove it.";
const correctField = "Correct that field in the file.";

/** The problems that an orchestrator's data can have. */
export const dataCodes = {
  "not-json": error("a file that is not JSON", correctFile, "content"),
  empty: error("an empty file", correctFile, "content"),
  "duplicate-key": error("a key that appears twice in one record; the last one is shown", "Keep one of the two."),
  "not-a-record": error("JSON that is not the record that should be there", correctFile, "content"),
  "not-utf8": error("a file that is not UTF-8; it is shown only where most of it is", "Save it as UTF-8.", "content"),
  "too-large": error("a file larger than 16 MiB", correctFile, "content"),
  "too-deep": error("JSON nested more than 1,000 levels deep", correctFile, "content"),
  "not-a-file": error("a directory, FIFO, socket or device", "Move it elsewhere."),
  "broken-symlink": error("a symbolic link whose target does not exist", "Remove or correct it."),
  "symlink-loop": error("a symbolic link that leads back to itself", "Remove or correct it."),
  "name-not-utf8": error("a file name that is not UTF-8", "Rename it."),
  "name-too-long": error("a path longer than the system allows", "Shorten it."),
  "name-with-nul": error("a path with a NUL character", "Correct the path."),
  "permission-denied": error("a file that the user has no permission to read", "Grant the permission that is missing."),
  "in-use": error("a file that another program keeps to itself", "Close it in that program.", "system"),
  "too-many-open-files": error(
    "the limit on open files has been reached",
    "Raise the limit with `ulimit -n`.",
    "system",
  ),
  unreadable: error(
    "a file that the system cannot read",
    "Check the disk or the network that the file is on.",
    "system",
  ),
  "duplicate-id": error("several files with the same id; all of them are shown", "Keep one of them."),
  "in-both-layouts": warning("a task that is also in queue.rkvs; this file is not shown", "Remove this file."),
  "no-id": warning("a file without an id; its name is used instead", correctField),
  "id-not-text": warning("an id that is a number", correctField),
  "no-status": warning("a task without a status", correctField),
  "bad-priority": warning("a priority that is neither an integer nor a word for one", correctField),
  "priority-not-number": warning("a priority that is text", correctField),
  "bad-date": warning("a field that is not a date and time", correctField),
  "bad-times": warning("times that do not give a valid duration", correctField),
  "bad-field": warning("another field of the wrong type", correctField),
  "unknown-version": warning(
    "a status.json of a major version other than 2 to 5",
    "Update this plugin, or treat what it shows of that file with caution.",
  ),
  "no-status-fields": warning(
    "a status.json with no field of a status",
    "Check what wrote it. Without that file, the tasks are counted.",
  ),
  "in-response": warning(
    "a task, status or checkpoint inside a response of the platform's API; it is read there",
    "Save only what is inside the response.",
  ),
  "no-tasks": warning(
    "a directory that the call names and that has no tasks",
    "Give the directory that contains status.json or tasks.",
  ),
  "unusable-directory": error(
    "one of several data directories that cannot be used",
    "Correct its path, or leave it out.",
  ),
  "unknown-operation": warning(
    "a completed operation of a checkpoint that the workflow's file does not have",
    "Check that this is the file that was submitted: the operation may have another name in it.",
  ),
  "no-data-dir": error("no data where it should be", "Give the directory that contains status.json or tasks."),
  "unreadable-directory": error(
    "a directory that the user has no permission to list or search",
    "Grant the permission that is missing.",
  ),
  "not-a-directory": error("something else where a directory should be", "Move it elsewhere."),
  "world-writable": warning("files or directories that anyone can write to", "Remove that permission."),
  "backend-without-files": error(
    "a storage backend in the platform's configuration that keeps no files",
    'Ask the platform itself: this plugin only reads the files of the "filesystem" backend.',
  ),
  "platform-config": error("a configuration of the platform that cannot be used", "Correct that file."),
  "bad-platform-limit": warning(
    "a task_timeout_seconds or max_concurrent_tasks that is not such a number",
    "Correct it in that file.",
  ),
  "unknown-dependency": error(
    "an open task that depends on one that does not exist",
    "Cancel the task, or submit again what it depends on.",
  ),
  "unread-dependency": warning(
    "an open task that depends on one that may be in a file that cannot be read",
    "Fix what cannot be read first: until then the state of what it holds is unknown.",
  ),
  "failed-dependency": error(
    "an open task that depends on one that failed or was cancelled",
    "Cancel the task, or submit again what it depends on.",
  ),
  "dependency-cycle": error(
    "open tasks that depend on each other, or on themselves",
    "Remove one of the dependencies, or cancel one of the tasks: as it is, those that have not begun may never begin.",
  ),
  "running-too-long": error(
    "a task that has been running for longer than it may, where the call or the platform's task_timeout_seconds says how long that is",
    "Check whether the daemon still works on it; if not, cancel it.",
  ),
  "too-many-running": warning(
    "more running tasks than the platform's max_concurrent_tasks, where that is set",
    "Check which of them the daemon still works on, and cancel the others.",
  ),
  "no-task": error("an entry in the daemon's queue without a task", "Submit the task again, and remove the entry."),
  "no-queue-entry": warning(
    "a waiting task without an entry in the daemon's queue",
    "Submit the task again: the daemon may never pick it up.",
  ),
  "time-in-future": warning(
    "a time more than a minute ahead of this machine's clock",
    "Correct the clock of the daemon's machine, or of this one.",
  ),
  "times-out-of-order": warning(
    "a task that started before it was created, or ended before it started",
    "Correct the times: with these, the task's durations are unknown.",
  ),
  "bad-status-file": error("a status.json that cannot be read", correctFile),
  "wrong-counts": warning(
    "counts in status.json that the task files contradict",
    "Trust the task files, and check whether the daemon is running.",
  ),
  "stale-status": warning(
    "a status.json that says running and was last written more than five minutes ago, or that long before the last change to a task, unless another limit is given",
    "Check whether the daemon is running: it should have written status.json since then.",
  ),
};

/**
 * The problems that a workflow can have. Missing names, versions and providers (`missing-...`) and unknown providers
 * are reported only by strict checks.
 */
export const workflowCodes = {
  "syntax-error": error("a file that is not valid in its language", "Correct the syntax at that place."),
  "merge-conflict": error("a merge conflict that was left in the file", "Resolve the conflict and remove its marks."),
  "unrendered-template": error(
    "a template of a file, not the file",
    "Render the template first, and check what comes of it.",
  ),
  "not-utf8": error("a file that is not valid UTF-8", "Save it as UTF-8."),
  binary: error("a file that is no text", "Restore it from a copy, or remove it."),
  "duplicate-key": error("a key that appears twice in one map", "Keep one of the two."),
  "too-many-aliases": error(
    "YAML aliases that expand to too many values",
    "Write the values out, or use fewer aliases.",
  ),
  "evaluation-failed": error("an error from KCL or Nickel", "Correct what KCL or Nickel reports."),
  "evaluation-warning": warning("a warning from KCL or Nickel", "Correct what KCL or Nickel reports."),
  "wrong-type": error("a field of the wrong type", "Give it a value of the right type."),
  "invalid-value": error("a field with a value that is not allowed", "Use one of the values listed."),
  "not-positive": error("a number that is too small", "Raise it, or leave the field out."),
  "number-too-large": error("an integer that is too large", "Lower it, or leave the field out."),
  "no-workflow": error(
    "a response of the platform's API that holds no workflow",
    "Ask the platform again, or check the workflow's own file.",
  ),
  "empty-workflow": error("a workflow without operations", "Add at least one operation to `operations`."),
  "missing-id": error("an operation without an id", "Give the operation an id."),
  "duplicate-id": error("two operations with the same id", "Rename one of the two."),
  "unknown-dependency": error(
    "a dependency on an operation that does not exist",
    "Correct the name, add the operation, or make the dependency soft.",
  ),
  "unknown-soft-dependency": warning(
    "a soft or optional dependency on an operation that does not exist",
    "Correct the name, or remove the dependency.",
  ),
  "self-dependency": error("an operation that depends on itself", "Remove the dependency."),
  cycle: error("operations that wait for each other", "Remove one of the dependencies, or make it soft."),
  "never-runs": warning("an operation that waits for one that never runs", "Correct the operation that it waits for."),
  "soft-cycle": warning(
    "a soft dependency that would close a cycle",
    "Remove it, or a dependency that goes the other way.",
  ),
  "unordered-operation": warning(
    "an operation outside the order of the others",
    "State what it waits for, or set `parallel = true` if it waits for nothing.",
  ),
  "contradictory-order": warning(
    "a sequential workflow that allows operations side by side",
    "Choose another `type`, or leave out `parallel` and the limit.",
  ),
  "contradictory-retry": warning(
    "an initial delay longer than the maximum",
    "Lower the initial delay or raise the maximum.",
  ),
  "contradictory-rollback": warning(
    "rollback that is enabled in one place and disabled in another",
    "Enable it in every place, or disable it in every place.",
  ),
  "unused-provider": warning("a provider that no operation uses", "Remove it, or use it."),
  "unknown-field": warning("a field that the format does not have", "Correct its name or remove it: it is ignored."),
  "missing-name": error("a workflow without a name", "Give the workflow a `name`."),
  "missing-version": error("a workflow without a version", "Give the workflow a `version`."),
  "missing-provider": error(
    "an operation without a provider",
    "Give the operation a `provider`, or give the workflow one for all of them.",
  ),
  "unknown-provider": error(
    "a provider that the platform's configuration does not have",
    "Correct the name, or add the provider to the platform's configuration.",
  ),
  "not-checked": error(
    "a file that a pattern matched and that cannot be checked",
    "Give the paths of the files to check.",
  ),
};

export type DataCode = keyof typeof dataCodes;
export type WorkflowCode = keyof typeof workflowCodes;
