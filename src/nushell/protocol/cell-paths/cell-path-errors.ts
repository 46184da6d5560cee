// What Nushell says where a cell path does not fit a value, in the words of 0.115 and 0.116.

import { LabeledError } from "../values/labeled-error.ts";
import { nearestName } from "./nearest-name.ts";
import type { Span } from "../values/span.ts";
import { describeKind, type Value } from "../values/value.ts";

/** @param from the place of the value that lacks the column */
export function columnNotFound(column: string, span: Span, from: Span): LabeledError {
  return new LabeledError(`Cannot find column '${column}'`, {
    code: "nu::shell::column_not_found",
    labels: [{ text: `column '${column}' is missing in one or more values`, span }, origin(from)],
    help: `If some rows have this column, try using '${column}?' for optional access, or pre-fill using the \`default\` command`,
  });
}

/** The same, but if the record has a column of a similar name, it asks whether that one is meant. */
export function columnNotFoundIn(value: Value & { kind: "Record" }, column: string, span: Span): LabeledError {
  const suggestion = nearestName([...value.val.keys()], column);
  if (suggestion === undefined) return columnNotFound(column, span, value.span);
  return at(span, "Name not found", "name_not_found", `did you mean '${suggestion}'?`);
}

/** @param length of the list or of the bytes */
export function beyondEnd(length: number, span: Span): LabeledError {
  if (length === 0) {
    return at(span, "Row number too large (empty content).", beyond, "index too large (empty content)");
  }
  const last = length - 1;
  return at(span, `Row number too large (max: ${last}).`, beyond, `index too large (max: ${last})`);
}

/** @param next the number that the next row would have */
export function beyondNextRow(next: number, span: Span): LabeledError {
  const label = `can't insert at index (the next available index is ${next})`;
  return at(span, `Inserted at wrong row number (should be ${next}).`, beyond, label);
}

export function noCellPaths(value: Value, span: Span): LabeledError {
  const type = value.kind === "Custom" ? value.val.name : describeKind(value);
  const message = "Data cannot be accessed with a cell path";
  return at(span, message, "incompatible_path_access", `${type} doesn't support cell paths`);
}

/** For a value that has no row of that number. */
export function noRow(value: Value, span: Span): LabeledError {
  switch (value.kind) {
    case "List":
      return beyondEnd(value.vals.length, span);
    case "Binary":
      return beyondEnd(value.val.length, span);
    case "Range":
      return at(span, "Row number too large.", "access_beyond_end_of_stream", "index too large");
    case "Record": {
      const label = "Can't access record values with a row index. Try specifying a column name instead";
      return at(span, "Type mismatch.", "type_mismatch", label);
    }
    default:
      return noCellPaths(value, span);
  }
}

export function notAList(span: Span, from: Span): LabeledError {
  const labels = [{ text: "value not a list", span }, origin(from)];
  return new LabeledError("Not a list value", { code: "nu::shell::not_a_list", labels });
}

const beyond = "access_beyond_end";

function at(span: Span, message: string, code: string, text: string): LabeledError {
  return new LabeledError(message, { code: `nu::shell::${code}`, labels: [{ text, span }] });
}

function origin(span: Span): { text: string; span: Span } {
  return { text: "value originates here", span };
}
