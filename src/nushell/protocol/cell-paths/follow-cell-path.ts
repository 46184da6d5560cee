import { columnNotFound, columnNotFoundIn, noCellPaths, noRow } from "./cell-path-errors.ts";
import type { CellPath } from "../values/cell-path.ts";
import type { Span } from "../values/span.ts";
import { rangeElement, type Value } from "../values/value.ts";

export type Member = CellPath["members"][number];
export type Column = Extract<Member, { column: string }>;
export type RecordValue = Extract<Value, { kind: "Record" }>;

/**
 * Returns what `path` leads to in a value, as Nushell's `get` does: through records, lists, tables, ranges and bytes. A
 * `?` in the path makes nothing of what is missing, a `!` finds a column in any case. Rows are taken before columns:
 * `$.name.2` is `$.2.name`, as in Nushell from 0.108 on.
 *
 * Throws a LabeledError with Nushell's own message, code, labels and help where the path does not fit, and the error that
 * a value on its way is. A custom value has no cell paths here: read it by its type first.
 *
 * @param span the place of the path, for labels: Nushell does not tell where each of its members was written
 */
export function followCellPath(value: Value, path: CellPath, span: Span): Value {
  const members = [...path.members];
  let current = value;
  for (;;) {
    if (current.kind === "Error") throw current.error;
    const row = current.kind === "List" ? members.findIndex((member) => "row" in member) : 0;
    const [member] = members.splice(Math.max(row, 0), 1);
    if (member === undefined) return current;
    const next = "row" in member ? rowOf(current, member, span) : columnOf(current, member, span);
    if (next === undefined) return { kind: "Nothing", span };
    current = next;
  }
}

/** The name of a record's column, as the record has it. */
export function columnName({ val }: RecordValue, { column, insensitive }: Column): string | undefined {
  if (!insensitive) return val.has(column) ? column : undefined;
  return [...val.keys()].findLast((name) => folded(name) === folded(column));
}

/** For texts that differ only in case this is the same, as it is for `ß` and `ss`. */
const folded = (text: string) => text.toUpperCase().toLowerCase();

const kindsWithRows = new Set<Value["kind"]>(["List", "Range", "Binary", "Nothing"]);

/** Undefined where the row is missing and may be. */
function rowOf(value: Value, { row, optional }: Exclude<Member, Column>, span: Span): Value | undefined {
  const found = elementOf(value, row, span);
  if (found === undefined && !(optional && kindsWithRows.has(value.kind))) throw noRow(value, span);
  return found;
}

function elementOf(value: Value, row: number, span: Span): Value | undefined {
  switch (value.kind) {
    case "List":
      return value.vals[row];
    case "Range": {
      const element = value.val.at(row);
      return element === undefined ? undefined : rangeElement(value.val, element, value);
    }
    case "Binary": {
      const byte = value.val[row];
      return byte === undefined ? undefined : { kind: "Int", val: byte, span };
    }
    default:
      return undefined;
  }
}

/** Undefined where the column is missing and may be. */
function columnOf(value: Value, member: Column, span: Span): Value | undefined {
  if (value.kind === "Record") return columnOfRecord(value, member, span);
  if (value.kind === "List") {
    return { ...value, vals: value.vals.map((row) => cellOf(row, member, span) ?? { kind: "Nothing", span }) };
  }
  if (member.optional && value.kind === "Nothing") return undefined;
  throw noCellPaths(value, span);
}

function cellOf(row: Value, member: Column, span: Span): Value | undefined {
  if (row.kind === "Record") return columnOfRecord(row, member, span);
  if (member.optional && row.kind === "Nothing") return undefined;
  throw columnNotFound(member.column, span, row.span);
}

function columnOfRecord(record: RecordValue, member: Column, span: Span): Value | undefined {
  const name = columnName(record, member);
  if (name !== undefined) return record.val.get(name);
  if (member.optional) return undefined;
  throw columnNotFoundIn(record, member.column, span);
}
