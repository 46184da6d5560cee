import { grouped } from "../grouped.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { nearestNames } from "../text/nearest.ts";
import { excerpt, quote } from "../text/printable.ts";
import { listed, sentences } from "../text/sentences.ts";
import type { Task } from "./task.ts";
import { countUnread, listUnread, remedyOf, unreadError, type UnreadTask } from "./unread.ts";

// The most ids that a help text lists, because nobody reads more.
const mostListed = 10;

/** Where to look: the tasks, and what cannot be read and may hold others. */
export interface Searched {
  readonly tasks: readonly Task[];
  readonly unread: readonly UnreadTask[];
}

/** The tasks of an id, or the files that seem to hold it and cannot be read. */
export type Found =
  | { readonly tasks: readonly Task[]; readonly unread?: undefined }
  | { readonly tasks?: undefined; readonly unread: readonly UnreadTask[] };

/**
 * Returns a function that finds the tasks of one id, or of the only id that begins so. It finds more than one task when
 * several files or directories have the id. It throws an OrchestratorError: `orch::unknown_task` with the nearest ids,
 * `orch::ambiguous_task` with those that begin so.
 */
export function taskFinder({ tasks, unread }: Searched): (wanted: string) => Found {
  // The maps are made once, because thousands of ids may come by a pipeline.
  const byId = grouped(tasks, ({ id }) => id);
  const unreadById = grouped(unread, ({ id }) => id);
  const all = unread.length === 0 ? byId : new Set([...byId.keys(), ...unreadById.keys()]);
  return (wanted) => {
    const exact = byId.get(wanted);
    if (exact !== undefined) return { tasks: exact };
    const whole = unreadById.get(wanted);
    if (whole !== undefined) return { unread: whole };
    const ids = wanted === "" ? [] : Array.from(all.keys()).filter((id) => id.startsWith(wanted));
    const [first] = ids;
    if (first === undefined) throw unknown({ tasks, unread }, wanted);
    if (ids.length > 1) throw ambiguous(ids, byId, wanted);
    const found = byId.get(first);
    return found === undefined ? { unread: unreadById.get(first) ?? [] } : { tasks: found };
  };
}

/** Returns the tasks that were found, and throws `orch::unread_task` where only files were that cannot be read. */
export function readable(found: Found, wanted: string): readonly Task[] {
  if (found.unread !== undefined) throw unreadError(`Cannot show task ${quote(wanted)}`, found.unread);
  return found.tasks;
}

function unknown({ tasks, unread }: Searched, wanted: string): OrchestratorError {
  const ids = nearestNames(wanted, new Set(tasks.map(({ id }) => id)), 3);
  const near = ids.length === 0 ? undefined : `Near it: ${ids.join(", ")}.`;
  const isEmpty = ids.length === 0 && unread.length === 0;
  const [first] = unread;
  return new OrchestratorError(`No task ${quote(wanted)}${first === undefined ? "" : " in what can be read"}`, {
    about: isEmpty ? "empty-queue" : "task",
    code: "orch::unknown_task",
    help: sentences(
      first && `${countUnread(unread)} cannot be read and may hold it: ${listUnread(unread)}.`,
      remedyOf(unread),
      isEmpty ? "The queue has no tasks." : near,
    ),
  });
}

function ambiguous(
  ids: readonly string[],
  tasks: ReadonlyMap<string, readonly Task[]>,
  wanted: string,
): OrchestratorError {
  const statesOf = (id: string) => tasks.get(id)?.map(({ status }) => excerpt(status)) ?? ["cannot be read"];
  const found = ids.flatMap((id) => statesOf(id).map((state) => `${excerpt(id)} (${state})`));
  return new OrchestratorError(`${quote(wanted)} is the beginning of ${ids.length} tasks' ids`, {
    about: "task",
    code: "orch::ambiguous_task",
    help: `Give more of it. They are: ${listed(found, mostListed)}.`,
  });
}
