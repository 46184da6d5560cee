import * as nu from "../../nushell/index.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { openData } from "../call/data-access.ts";
import type { Session } from "../call/session.ts";
import { listTasks } from "../../orchestrator/queue/listing.ts";

// The most ids to offer as completions. Nushell itself picks those that match what was typed.
const mostOffered = 10_000;

export interface WantedIds {
  readonly ids: readonly nu.Spanned<string>[];
  /** Whether a single id was given as an argument, so that the answer is a record. */
  readonly isOne: boolean;
}

const row: nu.ValueType<nu.Value> = { ...nu.anyValue, ...nu.recordType({}) };

/** Lists the input types that can carry ids. A list is a stream, so that it is not read if arguments name the tasks. */
export function idVariants<O extends nu.Declared>(output: O) {
  return [
    [nu.string, output],
    [row, output],
    [nu.items(nu.anyValue), output],
    [nu.nothing, output],
  ] as const;
}

/** Returns the ids that the arguments name, or else those in the pipeline: lines of text, or rows with an `id`. */
export async function wantedIds(
  given: readonly nu.Spanned<string>[],
  input: string | nu.Value | AsyncIterable<nu.Value> | null,
  head: nu.Span,
): Promise<WantedIds> {
  if (given.length > 0) return { ids: given, isOne: given.length === 1 };
  if (input === null) {
    throw new nu.LabeledError("No task is named", {
      code: "orch::no_task",
      labels: [{ text: "needs an id", span: head }],
      help: "Give ids, or pipe them in: orch tasks --status failed | get id | orch task",
    });
  }
  const ids: nu.Spanned<string>[] = [];
  if (typeof input === "string") {
    for (const line of input.replace(/\r?\n$/, "").split(/\r?\n/)) ids.push({ item: line, span: head });
  } else {
    for await (const value of "kind" in input ? [input] : input) ids.push({ item: idOf(value), span: value.span });
  }
  return { ids, isOne: false };
}

function idOf(value: nu.Value): string {
  const id = value.kind === "Record" ? value.val.get("id") : value;
  return id?.kind === "String" ? id.val : nu.throwMismatch(value, "a task's id, or a row that has one");
}

/**
 * Completes task ids, each with its status. Nushell before 0.115 answers no engine calls during completion, so there
 * only tasks in memory are offered.
 */
export function offerIds(session: Session): nu.Completer {
  return async ({ engine, signal }) => {
    const flags = { "no-cache": false, "data-dir": undefined };
    const { tasks, unread } = await openData({ flags, engine, signal }, session)
      .then(listTasks)
      .catch(() => session.queues.known());
    const ids = unread.flatMap(({ id }) => (id === undefined ? [] : { id, status: "cannot be read" }));
    return [...tasks.slice(0, mostOffered), ...ids]
      .slice(0, mostOffered)
      .map(({ id, status }) => ({ value: nu.asArgument(id), description: excerpt(status) }));
  };
}
