import { OrchestratorError } from "../orchestrator-error.ts";
import { describeProblem, type Problem } from "../problem.ts";
import { amountOf, andMore, listed } from "../text/sentences.ts";
import type { Task } from "../task/task.ts";

/**
 * A file of a queue that is there and cannot be read, or a whole directory that cannot be listed. What it holds is
 * unknown, which is something else than gone.
 */
export interface UnreadTask {
  /** Why it cannot be read. Its path is that of the file. */
  readonly problem: Problem;
  readonly dataDir: string;
  /** The id that the file had when it was last read, or else the one that it is named after; none for a directory. */
  readonly id: string | undefined;
  /** The task that the file held when it was last read; undefined if it never was. */
  readonly last: Task | undefined;
}

/** Where to look for a task: those that could be read, and what could not and may hold others. */
export interface Searched {
  readonly tasks: readonly Task[];
  readonly unread: readonly UnreadTask[];
}

/** Returns the tasks of a search, and those that what cannot be read held before. */
export function knownTasks<T>({
  tasks,
  unread = [],
}: {
  readonly tasks: readonly T[];
  readonly unread?: readonly UnreadTask[];
}): readonly (T | Task)[] {
  return unread.length === 0 ? tasks : [...tasks, ...unread.flatMap(({ last }) => last ?? [])];
}

/** Returns what stands for a data directory that cannot be listed. */
export function unreadDirectory(dataDir: string, problem: Problem): UnreadTask {
  return { problem, dataDir, id: undefined, last: undefined };
}

// The most files that one message names. Nobody reads more.
const mostNamed = 5;

/** Returns those that seem to hold one of these ids. Where none does, it may be any of them. */
export function holdersOf(ids: readonly string[], unread: readonly UnreadTask[]): readonly UnreadTask[] {
  const named = unread.filter(({ id }) => id !== undefined && ids.includes(id));
  return named.length === 0 ? unread : named;
}

/** Returns `1 file`, `3 files`, `2 directories`, or `3 files and directories`. */
export function countUnread(unread: readonly UnreadTask[]): string {
  const directories = unread.filter(({ id }) => id === undefined).length;
  if (directories === 0) return amountOf(unread.length, "file");
  if (directories === unread.length) return amountOf(directories, "directory", "directories");
  return `${unread.length} files and directories`;
}

/** Names the files and says why each cannot be read: `/data/tasks/a.json: not JSON: ...; and 3 more`. */
export function listUnread(unread: readonly UnreadTask[]): string {
  return listed(unread.map(reasonOf), mostNamed, "; ");
}

/** Says the same with a line for each file, and last what mends them, if it is the same for all. */
export function unreadLines(unread: readonly UnreadTask[]): string[] {
  const remedy = remedyOf(unread);
  return [
    ...unread.slice(0, mostNamed).map(reasonOf),
    ...andMore(unread.length - mostNamed),
    ...(remedy === undefined ? [] : [remedy]),
  ];
}

function reasonOf({ problem }: UnreadTask): string {
  return describeProblem(problem);
}

/** Returns what mends these files, if it is the same for all: "remove it" would be said of the wrong ones otherwise. */
function remedyOf([first, ...others]: readonly UnreadTask[]): string | undefined {
  const help = first?.problem.help;
  return others.every(({ problem }) => problem.help === help) ? help : undefined;
}

/** Says of what is not in anything that can be read where it may be, before `unreadLines`; undefined if nowhere. */
export function mayHoldIt(unread: readonly UnreadTask[]): string | undefined {
  return unread.length === 0 ? undefined : `${countUnread(unread)} cannot be read and may hold it:`;
}

/** Creates the error for a question that only the unread files could answer. `unknown` says what is not known. */
export function unreadError(unknown: string, unread: readonly UnreadTask[]): OrchestratorError {
  const message = `${unknown}, as ${countUnread(unread)} cannot be read`;
  const kind = { about: "unread", code: "orch::unread_task" } as const;
  return unread.length === 1
    ? new OrchestratorError(`${message}: ${listUnread(unread)}`, { ...kind, help: remedyOf(unread) })
    : new OrchestratorError(message, { ...kind, help: "They are:", list: unreadLines(unread) });
}
