import * as nu from "nu-plugin";

/** Declares the ids of tasks as a command's arguments, with what TAB offers. `absent` says what is meant without any. */
export function idArguments(absent: string, complete: nu.Completer) {
  const description = `Task ids, or beginnings of ids or names; ${absent}`;
  return { name: "id", takes: nu.string, description, complete };
}

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

/**
 * Returns the ids that the arguments of a command name, or else those in the pipeline: lines of text, or rows with an `id`.
 */
export async function wantedIds(
  given: readonly nu.Spanned<string>[],
  input: string | nu.Value | AsyncIterable<nu.Value> | null,
  { command, head }: { readonly command: string; readonly head: nu.Span },
): Promise<WantedIds> {
  if (given.length > 0) return { ids: given, isOne: given.length === 1 };
  if (input === null) {
    throw new nu.LabeledError("No task is named", {
      code: "orch::no_task",
      labels: [{ text: "needs an id", span: head }],
      help: `Give ids, or pipe them in: orch tasks --status failed | ${command}`,
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
