import type { SyntaxShape, Type } from "../protocol/signature.ts";
import type { Value } from "../protocol/value.ts";
import { invalid, mismatch } from "./mismatch.ts";
import type { Parameter } from "./parameter.ts";
import { rowWriter } from "./row-writer.ts";
import { list, type Declared, type ListType, type ValueType } from "./type.ts";

/** Columns of a record or a table, in their order. */
export type Columns = Readonly<Record<string, ValueType<unknown>>>;

/** What a row with these columns must hold to be written; more is allowed and not written. */
export type Row<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends ValueType<infer In, unknown> ? In : never;
};

/** What a row with these columns holds when it was read. */
export type ReadRow<C extends Columns> = { readonly [K in keyof C]: C[K] extends Parameter<infer Out> ? Out : never };

export function record<C extends Columns>(columns: C): ValueType<Row<C>, ReadRow<C>> {
  return {
    ...recordType(columns),
    shape: { Record: columnShapes(columns) },
    write: rowWriter(columns),
    read: rowReader(columns),
  };
}

export function table<C extends Columns>(columns: C): ListType<Row<C>, ReadRow<C>> {
  return { ...list(record(columns)), ...tableType(columns), shape: { Table: columnShapes(columns) } };
}

/** A record for a signature, with columns that are only declared: those whose type depends on a flag. */
export function recordType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Record: columnTypes(columns) } };
}

/** A table for a signature, as `recordType`. */
export function tableType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Table: columnTypes(columns) } };
}

function columnTypes(columns: Readonly<Record<string, Declared>>): [string, Type][] {
  return Object.entries(columns).map(([name, { type }]) => [name, type]);
}

function columnShapes(columns: Columns): [string, SyntaxShape][] {
  return Object.entries(columns).map(([name, { shape }]) => [name, shape]);
}

/** A missing column is read as nothing; columns that are not declared are left out. */
function rowReader<C extends Columns>(columns: C): (value: Value) => ReadRow<C> {
  const declared = Object.entries(columns);
  return (value) => {
    if (value.kind !== "Record") return mismatch(value, "a record");
    const cells = declared.map(([name, column]) => {
      const cell = value.val.get(name);
      if (cell !== undefined) return [name, column.read(cell)];
      const isOptional = typeof column.type === "object" ? "OneOf" in column.type : column.type === "Any";
      if (isOptional) return [name, column.read({ kind: "Nothing", span: value.span })];
      return invalid(value, `has no column "${name}"`, `needs the columns ${Object.keys(columns).join(", ")}`);
    });
    // The keys are C's and each cell was read by its own column, which no type can follow through entries.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return Object.fromEntries(cells) as ReadRow<C>;
  };
}
