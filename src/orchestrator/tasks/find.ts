import { basename } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { nearestNames } from "../text/nearest.ts";
import { excerpt, printable, quote } from "../text/printable.ts";
import { sentences, withHelp } from "../text/sentences.ts";
import type { Problem } from "../problem.ts";
import type { Task } from "./task.ts";

// The most ids that a help text lists, because nobody reads more.
const mostListed = 10;

/** Where to look: the tasks, and the problems that kept other files from being one. */
export interface Searched {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
}

/**
 * Returns a function that finds the tasks of one id, or of the only id that begins so. It finds more than one task when
 * several files or directories have the id. It throws an OrchestratorError: `orch::unknown_task` with the nearest ids,
 * `orch::ambiguous_task` with those that begin so.
 */
export function taskFinder({ tasks, problems }: Searched): (wanted: string) => readonly Task[] {
  // The map is made once, because thousands of ids may come by a pipeline.
  const byId = new Map<string, Task[]>();
  for (const task of tasks) {
    const namesakes = byId.get(task.id);
    if (namesakes === undefined) byId.set(task.id, [task]);
    else namesakes.push(task);
  }
  return (wanted) => {
    const exact = byId.get(wanted);
    if (exact !== undefined) return exact;
    const ids = wanted === "" ? [] : Array.from(byId.keys()).filter((id) => id.startsWith(wanted));
    const [first] = ids;
    if (first === undefined) throw unknown({ tasks, problems }, wanted);
    const found = ids.flatMap((id) => byId.get(id) ?? []);
    if (ids.length > 1) throw ambiguous(found, wanted);
    return found;
  };
}

function unknown({ tasks, problems }: Searched, wanted: string): OrchestratorError {
  // A file is commonly named after its task.
  const unread = problems.find(
    ({ path, code }) => code === "unusable-directory" || (wanted !== "" && basename(path).startsWith(wanted)),
  );
  const ids = nearestNames(wanted, new Set(tasks.map(({ id }) => id)), 3);
  const help = ids.length === 0 ? "The queue has no tasks." : `Near it: ${ids.join(", ")}.`;
  return new OrchestratorError(`No task ${quote(wanted)}`, {
    about: ids.length === 0 ? "empty-queue" : "task",
    code: "orch::unknown_task",
    help: sentences(unread && `${printable(unread.path)}: ${withHelp(unread)}`, help),
  });
}

function ambiguous(found: readonly Task[], wanted: string): OrchestratorError {
  const ids = [...new Set(found.map(({ id }) => id))];
  const listed = found.slice(0, mostListed).map(({ id, status }) => `${excerpt(id)} (${excerpt(status)})`);
  const more = ids.length > mostListed ? `, and ${ids.length - mostListed} more` : "";
  return new OrchestratorError(`${quote(wanted)} is the beginning of ${ids.length} tasks' ids`, {
    about: "task",
    code: "orch::ambiguous_task",
    help: `Give more of it. They are: ${listed.join(", ")}${more}.`,
  });
}
