import type { Spanned } from "nu-plugin";
import type { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import type { Listing } from "../../orchestrator/queue/listing.ts";
import { Patience } from "../../orchestrator/queue/patience.ts";
import { waitingAfter, type Seen, type Waiting } from "../../orchestrator/queue/waiting.ts";
import { readable, taskFinder } from "../../orchestrator/tasks/find.ts";
import { isOpen } from "../../orchestrator/task/phase.ts";
import { pathOf, type Task } from "../../orchestrator/task/task.ts";
import { unreadError } from "../../orchestrator/tasks/unread.ts";
import { excerpt, quote } from "../../orchestrator/text/printable.ts";
import { listed } from "../../orchestrator/text/sentences.ts";
import { forItem } from "../call/error-labels.ts";

type Ids = readonly Spanned<string>[];

// The most tasks that a message names. Nobody reads more.
const mostListed = 10;

/** Finds the tasks that are named. A name is an error if it leads to none, or only to files that cannot be read. */
export async function findNamed(ids: Ids, listing: Listing): Promise<readonly Task[]> {
  const find = taskFinder(listing);
  const found = new Set<Task>();
  for (const { item, span } of ids) {
    for (const each of await forItem("id", span, () => readable(find(item), item))) found.add(each);
  }
  return [...found];
}

/** Returns the problems with the files of these tasks, with others that have their ids, and with whole directories. */
export function problemsOf(tasks: readonly Task[], { problems, unread }: Listing): Problem[] {
  const paths = new Set(tasks.map(pathOf));
  // Another file that has one of these ids may say something else.
  const ids = new Set(tasks.map(({ id }) => id));
  for (const { id, problem } of unread) if (id !== undefined && ids.has(id)) paths.add(problem.path);
  return problems.filter(({ path, code }) => paths.has(path) || code === "unusable-directory");
}

/** Lists tasks in a message by their ids. */
export function listIds(tasks: readonly Task[]): string {
  return listed(
    tasks.map(({ id }) => excerpt(id)),
    mostListed,
  );
}

/** Lists tasks in a message, each with its status; `most` of them at most. */
export function listStates(tasks: readonly Task[], most = mostListed): string {
  const states = tasks.map(({ id, status }) => `${excerpt(id)} (${excerpt(status)})`);
  return listed(states, most);
}

/** Says which of some tasks have not ended as far as anybody knows, as their files are gone; undefined if none. */
export function goneText(tasks: readonly Task[]): string | undefined {
  const gone = tasks.filter(isOpen);
  if (gone.length === 0) return undefined;
  const [is, file] = gone.length === 1 ? ["is", "its file was"] : ["are", "their files were"];
  return `${listStates(gone)} ${is} gone, as ${file} removed`;
}

/**
 * The tasks whose end a call waits for: those that are named, or all open ones for which a test holds, also those that
 * come meanwhile.
 */
export class AwaitedTasks {
  readonly #test: ((task: Task) => boolean) | undefined;
  /** The ids that have led to no task yet, because the file that seems to hold it cannot be read. */
  #unfound: Ids;
  #waiting: Waiting = { tasks: [], there: [], open: [], lost: [], unread: [] };
  readonly #patience = new Patience();

  constructor(wanted: Ids | ((task: Task) => boolean)) {
    this.#test = typeof wanted === "function" ? wanted : undefined;
    this.#unfound = typeof wanted === "function" ? [] : wanted;
  }

  /** Returns what is known of them after a look. It throws an error that points at an id if that names no task. */
  async after(look: Seen): Promise<Waiting> {
    let waited = this.#waiting.tasks;
    if (this.#unfound.length > 0) {
      const find = taskFinder({ tasks: look.tasks(), unread: look.unread });
      const found = await Promise.all(this.#unfound.map(({ item, span }) => forItem("id", span, () => find(item))));
      waited = [...new Set([...waited, ...found.flatMap(({ tasks }) => tasks ?? [])])];
      this.#unfound = this.#unfound.filter((_, i) => found[i]?.tasks === undefined);
    }
    this.#waiting = waitingAfter(look, waited, this.#test ?? this.#unfound.map(({ item }) => item));
    return this.#waiting;
  }

  /** What the last look has shown. */
  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Whether all of them have ended. */
  get haveEnded(): boolean {
    return this.#waiting.open.length === 0 && this.#waiting.unread.length === 0;
  }

  /** Returns whether nothing but what cannot be read has been left to wait for, for too long. It is asked at every look. */
  givesUp(): boolean {
    const { open, unread } = this.#waiting;
    return this.#patience.isOver(open.length === 0 ? unread : []);
  }

  /** Creates the error for what cannot be told of them. */
  unreadError(): OrchestratorError {
    const { lost, unread } = this.#waiting;
    const ids = [...lost.map(({ id }) => id), ...this.#unfound.map(({ item }) => item)];
    const named = `${listed(ids.map(quote), mostListed)} ${ids.length === 1 ? "has" : "have"}`;
    return unreadError(`Cannot tell whether ${this.#test === undefined ? named : "all tasks have"} ended`, unread);
  }
}
