/** What a code stands for; each table below is the only place that says so. */
export interface CodeEntry {
  /** `error` where a file or a task is lost, stuck or taken for another; `warning` where what is shown may mislead. */
  readonly severity: "error" | "warning";
  /** In a few words, for the documents. */
  readonly meaning: string;
  /** What to do about it, where a problem does not say it more precisely. */
  readonly help: string;
  /** What is at fault: the file's content, or the system, which may read the same file a moment later. */
  readonly cause?: "content" | "system";
}

const correctFile = "Correct or remove it.";
const correctField = "Correct that field of the file.";

/** What can be wrong with the data of an orchestrator. */
export const dataCodes = {
  "not-json": { severity: "error", meaning: "a file that is not JSON", help: correctFile, cause: "content" },
  empty: { severity: "error", meaning: "an empty file", help: correctFile, cause: "content" },
  "not-a-record": { severity: "error", meaning: "JSON that is not a record", help: correctFile, cause: "content" },
  "too-large": { severity: "error", meaning: "a file of more than 16 MiB", help: correctFile, cause: "content" },
  "too-deep": { severity: "error", meaning: "JSON nested over 1,000 levels deep", help: correctFile, cause: "content" },
  "not-a-file": { severity: "error", meaning: "a directory, FIFO, socket or device", help: "Move it elsewhere." },
  "broken-symlink": { severity: "error", meaning: "a symbolic link to nothing", help: "Remove or correct it." },
  "symlink-loop": { severity: "error", meaning: "a symbolic link to itself", help: "Remove or correct it." },
  "name-not-utf8": { severity: "error", meaning: "a file name that is not UTF-8", help: "Rename it." },
  "name-too-long": { severity: "error", meaning: "a path longer than the system allows", help: "Shorten it." },
  "name-with-nul": { severity: "error", meaning: "a path with a NUL character", help: "Correct the path." },
  "permission-denied": {
    severity: "error",
    meaning: "a file that the user may not read",
    help: "Grant the permission that is missing.",
  },
  "too-many-open-files": {
    severity: "error",
    meaning: "the limit of open files is reached",
    help: "Raise the limit with `ulimit -n`.",
    cause: "system",
  },
  unreadable: {
    severity: "error",
    meaning: "a file that the system cannot read",
    help: "Check the disk or the network that the file is on.",
    cause: "system",
  },
  "duplicate-id": { severity: "error", meaning: "two task files with one id", help: "Keep one of them." },
  "in-both-layouts": {
    severity: "warning",
    meaning: "a task in both layouts; the daemon's is shown",
    help: "Remove this one.",
  },
  "no-id": { severity: "warning", meaning: "a file without an id; its name stands for it", help: correctField },
  "id-not-text": { severity: "warning", meaning: "an id that is a number", help: correctField },
  "no-status": { severity: "warning", meaning: "a task without a status", help: correctField },
  "bad-priority": { severity: "warning", meaning: "a priority that is not a whole number", help: correctField },
  "priority-not-number": { severity: "warning", meaning: "a priority that is text", help: correctField },
  "bad-date": { severity: "warning", meaning: "a field that is not a date and time", help: correctField },
  "bad-times": { severity: "warning", meaning: "an execution without a valid duration", help: correctField },
  "bad-field": { severity: "warning", meaning: "another field of the wrong type", help: correctField },
  "not-utf8": { severity: "warning", meaning: "a file that is not valid UTF-8", help: "Save it as UTF-8." },
  "unknown-version": {
    severity: "warning",
    meaning: "a status.json of another major version than 3",
    help: "Update this plugin, or read what it shows of that file with care.",
  },
  "unusable-directory": {
    severity: "error",
    meaning: "one of several data directories that cannot be used",
    help: "Correct its path, or leave it out.",
  },
  "no-data-dir": {
    severity: "error",
    meaning: "nothing where the data should be",
    help: "Give the directory that holds status.json or tasks.",
  },
  "unreadable-directory": {
    severity: "error",
    meaning: "a directory that the user may not list or search",
    help: "Grant the permission that is missing.",
  },
  "not-a-directory": {
    severity: "error",
    meaning: "something else where a directory should be",
    help: "Move it elsewhere.",
  },
  "world-writable": {
    severity: "warning",
    meaning: "files or directories that anybody may write",
    help: "Take that permission away.",
  },
  "backend-without-files": {
    severity: "error",
    meaning: "the platform's configuration names a storage backend without files",
    help: 'Ask the platform itself: this plugin reads the files of the backend "filesystem" only.',
  },
  "platform-config": {
    severity: "error",
    meaning: "a configuration of the platform that cannot be used",
    help: "Correct that file.",
  },
  "bad-task-timeout": {
    severity: "warning",
    meaning: "a task_timeout_seconds that is not a number of seconds",
    help: "Correct it in that file, or in the layer beside it that has it.",
  },
  "unknown-dependency": {
    severity: "error",
    meaning: "an open task that depends on one that does not exist",
    help: "Cancel the task, or submit again what it depends on.",
  },
  "failed-dependency": {
    severity: "error",
    meaning: "an open task that depends on one that failed or was cancelled",
    help: "Cancel the task, or submit again what it depends on.",
  },
  "running-too-long": {
    severity: "error",
    meaning: "a task that has been running for longer than the platform's task_timeout_seconds, where that is set",
    help: "Check whether the daemon still works on it; if not, cancel it.",
  },
  "no-task": {
    severity: "error",
    meaning: "an entry of the daemon's queue without a task",
    help: "Submit the task again, and remove the entry.",
  },
  "no-queue-entry": {
    severity: "warning",
    meaning: "a waiting task of the daemon's without an entry in its queue",
    help: "Submit the task again: the daemon may never take it up.",
  },
  "time-in-future": {
    severity: "warning",
    meaning: "a time more than a minute ahead of this machine's clock",
    help: "Set the clock of the daemon's machine, or of this one.",
  },
  "times-out-of-order": {
    severity: "warning",
    meaning: "a task that began before it was created, or ended before it began",
    help: "Correct the times: durations of this task are not known.",
  },
  "bad-status-file": { severity: "error", meaning: "a status.json that cannot be read", help: correctFile },
  "wrong-counts": {
    severity: "warning",
    meaning: "counts in status.json that the task files contradict",
    help: "Trust the task files, and check whether the daemon runs.",
  },
  "stale-status": {
    severity: "warning",
    meaning: "a status.json written over five minutes before the last change of a task",
    help: "Check whether the daemon runs: it should have written status.json since.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** What can be wrong with a workflow; the last three only where strictness is asked for, which makes errors of warnings. */
export const workflowCodes = {
  "syntax-error": {
    severity: "error",
    meaning: "a file that is not in its language",
    help: "Write what the language asks for at that place.",
  },
  "duplicate-key": { severity: "error", meaning: "a key that one map has twice", help: "Keep one of the two." },
  "too-many-aliases": {
    severity: "error",
    meaning: "YAML aliases that stand for too many values",
    help: "Write the values out, or use fewer aliases.",
  },
  "evaluation-failed": {
    severity: "error",
    meaning: "an error of KCL or Nickel",
    help: "Correct what KCL or Nickel reports.",
  },
  "evaluation-warning": {
    severity: "warning",
    meaning: "a warning of KCL or Nickel",
    help: "Correct what KCL or Nickel reports.",
  },
  "wrong-type": {
    severity: "error",
    meaning: "a field of the wrong type",
    help: "Give the field a value of its type.",
  },
  "invalid-value": {
    severity: "error",
    meaning: "a field with a value that it cannot have",
    help: "Use one of those listed.",
  },
  "not-positive": {
    severity: "error",
    meaning: "a number that is too small",
    help: "Raise it; leave a limit out to have none.",
  },
  "empty-workflow": {
    severity: "error",
    meaning: "a workflow without operations",
    help: "List what is to be done in `operations`.",
  },
  "missing-id": { severity: "error", meaning: "an operation without an id", help: "Give the operation an id." },
  "duplicate-id": { severity: "error", meaning: "two operations with one id", help: "Rename one of the two." },
  "unknown-dependency": {
    severity: "error",
    meaning: "a dependency on what does not exist",
    help: "Correct the name, add the operation, or make the dependency soft.",
  },
  "self-dependency": {
    severity: "error",
    meaning: "an operation that depends on itself",
    help: "Remove the dependency.",
  },
  cycle: {
    severity: "error",
    meaning: "operations that wait for each other",
    help: "Remove one of the dependencies, or make it soft.",
  },
  "never-runs": {
    severity: "warning",
    meaning: "an operation that waits for one that never runs",
    help: "Correct the operation that it waits for.",
  },
  "soft-cycle": {
    severity: "warning",
    meaning: "a soft dependency that would close a cycle",
    help: "Remove it, or one of those that go the other way.",
  },
  "unordered-operation": {
    severity: "warning",
    meaning: "an operation outside the order of the others",
    help: "Say what it waits for, or `parallel = true` if nothing.",
  },
  "contradictory-order": {
    severity: "warning",
    meaning: "a sequential workflow that allows operations side by side",
    help: "Choose another `type`, or leave out `parallel` and the limit.",
  },
  "contradictory-retry": {
    severity: "warning",
    meaning: "a first delay that is above the longest",
    help: "Lower the one or raise the other.",
  },
  "contradictory-rollback": {
    severity: "warning",
    meaning: "a rollback that is on in one place and off in another",
    help: "Switch rollback on or off in all places alike.",
  },
  "unused-provider": {
    severity: "warning",
    meaning: "a provider that no operation uses",
    help: "Remove it, or use it.",
  },
  "unknown-field": {
    severity: "warning",
    meaning: "a field that nobody reads",
    help: "Correct the name; nobody reads this one.",
  },
  "missing-name": { severity: "error", meaning: "a workflow without a name", help: "Give the workflow a `name`." },
  "missing-version": {
    severity: "error",
    meaning: "a workflow without a version",
    help: "Give the workflow a `version`.",
  },
  "missing-provider": {
    severity: "error",
    meaning: "an operation without a provider",
    help: "Give the operation a `provider`, or the workflow one for all.",
  },
  "not-checked": {
    severity: "error",
    meaning: "a file that a pattern matched and that cannot be checked",
    help: "Name the files that are workflows.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type DataCode = keyof typeof dataCodes;
export type WorkflowCode = keyof typeof workflowCodes;
