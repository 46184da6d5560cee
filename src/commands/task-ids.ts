import * as nu from "../nushell/index.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { openData } from "./data-access.ts";
import { listTasks } from "./task-listing.ts";

// Nushell shows a menu of them, and picks those that match what was typed.
const mostOffered = 10_000;

export interface WantedIds {
  readonly ids: readonly nu.Spanned<string>[];
  /** A single one was asked for as such, so the answer is one record. */
  readonly isOne: boolean;
}

/** The ids that a call names, or else those that come by the pipeline: texts, or rows with a column `id`. */
export function wantedIds(
  given: readonly nu.Spanned<string>[],
  input: string | readonly nu.Value[] | null,
  head: nu.Span,
): WantedIds {
  if (given.length > 0) return { ids: given, isOne: given.length === 1 };
  if (typeof input === "string") return { ids: [{ item: input, span: head }], isOne: true };
  if (input !== null) return { ids: input.map((value) => ({ item: idOf(value), span: value.span })), isOne: false };
  throw new nu.LabeledError("No task is named", {
    code: "orch::no_task",
    labels: [{ text: "needs an id", span: head }],
    help: "Give ids, or pipe them in: orch tasks --status failed | get id | orch task",
  });
}

function idOf(value: nu.Value): string {
  const id = value.kind === "Record" ? value.val.get("id") : value;
  return id?.kind === "String" ? id.val : nu.mismatch(value, "a task's id, or a row that has one");
}

/**
 * TAB: the ids with their status. Before 0.115 Nushell answers no question then, so only tasks in memory are offered.
 */
export function offerIds(queues: Queues): nu.Completer {
  return async ({ engine }) => {
    const tasks = await openData({ flags: { "no-cache": false, "data-dir": undefined }, flagSpan, engine }, queues)
      .then(listTasks)
      .then((listing) => listing.tasks)
      .catch(() => queues.tasks());
    return tasks.slice(0, mostOffered).map(({ id, status }) => ({ value: id, description: status }));
  };
}

const flagSpan = () => ({ start: 0, end: 0 });
