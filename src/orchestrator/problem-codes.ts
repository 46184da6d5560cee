/** What a code stands for; the tables below are the only place that says so. */
export interface CodeEntry {
  /** `error` where a file or a task is lost, stuck or taken for another; `warning` where what is shown may mislead. */
  readonly severity: "error" | "warning";
  /** In a few words, for the documents. */
  readonly meaning: string;
  /** What to do about it, where a problem does not say it more precisely. */
  readonly help: string;
  /** What is at fault: the file's content, or the system, which may read the same file a moment later. */
  readonly cause: "content" | "system" | undefined;
}

function error(meaning: string, help: string, cause?: CodeEntry["cause"]): CodeEntry {
  return { severity: "error", meaning, help, cause };
}

function warning(meaning: string, help: string): CodeEntry {
  return { severity: "warning", meaning, help, cause: undefined };
}

const correctFile = "Correct or remove it.";
const correctField = "Correct that field of the file.";

/** What can be wrong with the data of an orchestrator. */
export const dataCodes = {
  "not-json": error("a file that is not JSON", correctFile, "content"),
  empty: error("an empty file", correctFile, "content"),
  "not-a-record": error("JSON that is not a record", correctFile, "content"),
  "too-large": error("a file of more than 16 MiB", correctFile, "content"),
  "too-deep": error("JSON nested over 1,000 levels deep", correctFile, "content"),
  "not-a-file": error("a directory, FIFO, socket or device", "Move it elsewhere."),
  "broken-symlink": error("a symbolic link to nothing", "Remove or correct it."),
  "symlink-loop": error("a symbolic link to itself", "Remove or correct it."),
  "name-not-utf8": error("a file name that is not UTF-8", "Rename it."),
  "name-too-long": error("a path longer than the system allows", "Shorten it."),
  "name-with-nul": error("a path with a NUL character", "Correct the path."),
  "permission-denied": error("a file that the user may not read", "Grant the permission that is missing."),
  "too-many-open-files": error("the limit of open files is reached", "Raise the limit with `ulimit -n`.", "system"),
  unreadable: error(
    "a file that the system cannot read",
    "Check the disk or the network that the file is on.",
    "system",
  ),
  "duplicate-id": error("another file with the same id; all of them are shown", "Keep one of them."),
  "in-both-layouts": warning("a task that queue.rkvs has too; this file is not shown", "Remove this one."),
  "no-id": warning("a file without an id; its name stands for it", correctField),
  "id-not-text": warning("an id that is a number", correctField),
  "no-status": warning("a task without a status", correctField),
  "bad-priority": warning("a priority that is not a whole number", correctField),
  "priority-not-number": warning("a priority that is text", correctField),
  "bad-date": warning("a field that is not a date and time", correctField),
  "bad-times": warning("times that give no valid duration", correctField),
  "bad-field": warning("another field of the wrong type", correctField),
  "not-utf8": warning("a file that is not valid UTF-8", "Save it as UTF-8."),
  "unknown-version": warning(
    "a status.json of another major version than 3",
    "Update this plugin, or read what it shows of that file with care.",
  ),
  "unusable-directory": error(
    "one of several data directories that cannot be used",
    "Correct its path, or leave it out.",
  ),
  "no-data-dir": error("nothing where the data should be", "Give the directory that holds status.json or tasks."),
  "unreadable-directory": error(
    "a directory that the user may not list or search",
    "Grant the permission that is missing.",
  ),
  "not-a-directory": error("something else where a directory should be", "Move it elsewhere."),
  "world-writable": warning("files or directories that anybody may write", "Take that permission away."),
  "backend-without-files": error(
    "the platform's configuration names a storage backend without files",
    'Ask the platform itself: this plugin reads the files of the backend "filesystem" only.',
  ),
  "platform-config": error("a configuration of the platform that cannot be used", "Correct that file."),
  "bad-task-timeout": warning(
    "a task_timeout_seconds that is not a number of seconds",
    "Correct it in that file, or in the layer beside it that has it.",
  ),
  "unknown-dependency": error(
    "an open task that depends on one that does not exist",
    "Cancel the task, or submit again what it depends on.",
  ),
  "failed-dependency": error(
    "an open task that depends on one that failed or was cancelled",
    "Cancel the task, or submit again what it depends on.",
  ),
  "running-too-long": error(
    "a task that has been running for longer than the platform's task_timeout_seconds, where that is set",
    "Check whether the daemon still works on it; if not, cancel it.",
  ),
  "no-task": error("an entry of the daemon's queue without a task", "Submit the task again, and remove the entry."),
  "no-queue-entry": warning(
    "a waiting task of the daemon's without an entry in its queue",
    "Submit the task again: the daemon may never take it up.",
  ),
  "time-in-future": warning(
    "a time more than a minute ahead of this machine's clock",
    "Set the clock of the daemon's machine, or of this one.",
  ),
  "times-out-of-order": warning(
    "a task that began before it was created, or ended before it began",
    "Correct the times: durations of this task are not known.",
  ),
  "bad-status-file": error("a status.json that cannot be read", correctFile),
  "wrong-counts": warning(
    "counts in status.json that the task files contradict",
    "Trust the task files, and check whether the daemon runs.",
  ),
  "stale-status": warning(
    "a status.json written over five minutes before the last change of a task",
    "Check whether the daemon runs: it should have written status.json since.",
  ),
};

/** What can be wrong with a workflow. What is missing is an error only where strictness is asked for. */
export const workflowCodes = {
  "syntax-error": error("a file that is not in its language", "Write what the language asks for at that place."),
  "duplicate-key": error("a key that one map has twice", "Keep one of the two."),
  "too-many-aliases": error(
    "YAML aliases that stand for too many values",
    "Write the values out, or use fewer aliases.",
  ),
  "evaluation-failed": error("an error of KCL or Nickel", "Correct what KCL or Nickel reports."),
  "evaluation-warning": warning("a warning of KCL or Nickel", "Correct what KCL or Nickel reports."),
  "wrong-type": error("a field of the wrong type", "Give the field a value of its type."),
  "invalid-value": error("a field with a value that it cannot have", "Use one of those listed."),
  "not-positive": error("a number that is too small", "Raise it; leave a limit out for none at all."),
  "empty-workflow": error("a workflow without operations", "List what is to be done in `operations`."),
  "missing-id": error("an operation without an id", "Give the operation an id."),
  "duplicate-id": error("two operations with one id", "Rename one of the two."),
  "unknown-dependency": error(
    "a dependency on what does not exist",
    "Correct the name, add the operation, or make the dependency soft.",
  ),
  "self-dependency": error("an operation that depends on itself", "Remove the dependency."),
  cycle: error("operations that wait for each other", "Remove one of the dependencies, or make it soft."),
  "never-runs": warning("an operation that waits for one that never runs", "Correct the operation that it waits for."),
  "soft-cycle": warning(
    "a soft dependency that would close a cycle",
    "Remove it, or one of those that go the other way.",
  ),
  "unordered-operation": warning(
    "an operation outside the order of the others",
    "Say what it waits for, or `parallel = true` if nothing.",
  ),
  "contradictory-order": warning(
    "a sequential workflow that allows operations side by side",
    "Choose another `type`, or leave out `parallel` and the limit.",
  ),
  "contradictory-retry": warning("a first delay that is above the longest", "Lower the one or raise the other."),
  "contradictory-rollback": warning(
    "a rollback that is on in one place and off in another",
    "Switch rollback on or off in all places alike.",
  ),
  "unused-provider": warning("a provider that no operation uses", "Remove it, or use it."),
  "unknown-field": warning("a field that nobody reads", "Correct the name, as nobody reads this one."),
  "missing-name": error("a workflow without a name", "Give the workflow a `name`."),
  "missing-version": error("a workflow without a version", "Give the workflow a `version`."),
  "missing-provider": error(
    "an operation without a provider",
    "Give the operation a `provider`, or the workflow one for all.",
  ),
  "not-checked": error("a file that a pattern matched and that cannot be checked", "Name the files that you mean."),
};

export type DataCode = keyof typeof dataCodes;
export type WorkflowCode = keyof typeof workflowCodes;
