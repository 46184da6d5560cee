import type { SyntaxShape } from "../../protocol/messages/signature.ts";
import type { Type } from "../../protocol/messages/type.ts";
import { rowReader, type ReadRow } from "./row-reader.ts";
import { rowWriter, type Row } from "./row-writer.ts";
import { checkColumns, declaredKind, valueTypeKind } from "./type-check.ts";
import { list, type Columns, type Declared, type ListType, type ValueType } from "./type.ts";

/**
 * A record of these columns, in their order. What is written must have all of them. Reading takes a missing column
 * as null if its type takes null, otherwise throws a LabeledError; it ignores further columns.
 *
 * @example
 * ```ts
 * const server = record({ name: string, port: int, tags: list(string), note: nullable(string) });
 * ```
 */
export function record<C extends Columns>(columns: C): ValueType<Row<C>, ReadRow<C>> {
  checkColumns(columns, valueTypeKind);
  return {
    ...recordType(columns),
    shape: { Record: columnShapes(columns) },
    write: rowWriter(columns),
    read: rowReader(columns),
  };
}

/** A table of these columns: a list of records, each written and read as by `record`. */
export function table<C extends Columns>(columns: C): ListType<Row<C>, ReadRow<C>> {
  return { ...list(record(columns)), ...tableType(columns), shape: { Table: columnShapes(columns) } };
}

/**
 * Declares a record as an output, and cannot write it: for one whose columns' types depend on the call, such as on
 * a flag. A command that has it returns pipeline data, such as `value(record({ ... }), row)`.
 */
export function recordType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Record: columnTypes(columns) } };
}

/**
 * Declares a table as an output, and cannot write it, like `recordType`. A command that has it returns pipeline
 * data, such as `value(table({ ... }), rows)`.
 */
export function tableType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Table: columnTypes(columns) } };
}

function columnTypes(columns: Readonly<Record<string, Declared>>): [string, Type][] {
  checkColumns(columns, declaredKind);
  return Object.entries(columns).map(([name, { type }]) => [name, type]);
}

function columnShapes(columns: Columns): [string, SyntaxShape][] {
  return Object.entries(columns).map(([name, { shape }]) => [name, shape]);
}
