import { beyondEnd, beyondNextRow, columnNotFound, notAList } from "./cell-path-errors.ts";
import type { CellPath } from "../values/cell-path.ts";
import { columnName, type Column, type Member } from "./follow-cell-path.ts";
import type { Span } from "../values/span.ts";
import type { Value } from "../values/value.ts";

/**
 * Returns a value with `replacement` where `path` leads to, as Nushell's `update` does: in each row of a table, or in the
 * row that the path names. Where a `?` in the path allows that something is missing, nothing changes.
 *
 * Throws a LabeledError with Nushell's own message, code, labels and help where the path does not fit, and the error that
 * a value on its way is.
 *
 * @param span the place of the path, for labels
 */
export function updateCellPath(value: Value, path: CellPath, replacement: Value, span: Span): Value {
  return changed(value, path.members, { replacement, span, inserts: false });
}

/**
 * The same as `updateCellPath`, but adds what is missing, as Nushell's `upsert` and `$value.name = ...` do: a column, the
 * next row of a list, and the records and lists that lead there. (The command `upsert` of 0.114 and later adds no row at the
 * beginning of a longer path, as to `[] | upsert 0.name x`; this does, as the assignment.)
 */
export function upsertCellPath(value: Value, path: CellPath, replacement: Value, span: Span): Value {
  return changed(value, path.members, { replacement, span, inserts: true });
}

interface Change {
  readonly replacement: Value;
  readonly span: Span;
  readonly inserts: boolean;
}

function changed(value: Value, [member, ...rest]: readonly Member[], change: Change): Value {
  if (member === undefined) return change.replacement;
  if (value.kind === "Error") throw value.error;
  if ("row" in member) return changedRow(value, member, rest, change);
  if (value.kind !== "List") return changedColumn(value, member, rest, change);
  const i = rest.findIndex((later) => "row" in later);
  // Rows come first, as in `followCellPath`.
  if (i !== -1) return changed(value, [...rest.slice(i, i + 1), member, ...rest.toSpliced(i, 1)], change);
  return { ...value, vals: value.vals.map((row) => changedColumn(row, member, rest, change)) };
}

function changedRow(
  value: Value,
  { row, optional }: Exclude<Member, Column>,
  rest: readonly Member[],
  change: Change,
): Value {
  if (value.kind !== "List") throw notAList(change.span, value.span);
  const { vals } = value;
  const old = vals[row];
  if (old !== undefined) return { ...value, vals: vals.with(row, changed(old, rest, change)) };
  if (change.inserts) {
    if (row !== vals.length) throw beyondNextRow(vals.length, change.span);
    return { ...value, vals: [...vals, leadingTo(change.replacement, rest)] };
  }
  if (!optional) throw beyondEnd(vals.length, change.span);
  return value;
}

function changedColumn(value: Value, member: Column, rest: readonly Member[], change: Change): Value {
  if (value.kind === "Error") throw value.error;
  const { replacement, span, inserts } = change;
  if (value.kind === "Record") {
    const name = columnName(value, member);
    const old = name === undefined ? undefined : value.val.get(name);
    const cell = old === undefined ? inserts && leadingTo(replacement, rest) : changed(old, rest, change);
    if (cell) return { ...value, val: new Map(value.val).set(name ?? member.column, cell) };
  }
  if (inserts || !member.optional) throw columnNotFound(member.column, span, value.span);
  return value;
}

/** Returns the records and lists in which `path` leads to a value. */
function leadingTo(value: Value, path: readonly Member[]): Value {
  const { span } = value;
  return path.reduceRight<Value>((inner, member) => {
    if ("column" in member) return { kind: "Record", val: new Map([[member.column, inner]]), span };
    if (member.row !== 0) throw beyondNextRow(0, span);
    return { kind: "List", vals: [inner], span };
  }, value);
}
