import type { SyntaxShape, Type } from "../../protocol/messages/signature.ts";
import { rowReader, type ReadRow } from "./row-reader.ts";
import { rowWriter, type Row } from "./row-writer.ts";
import { list, type Columns, type Declared, type ListType, type ValueType } from "./type.ts";

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

/** A record to declare in a signature whose columns cannot all be written, as when their types depend on a flag. */
export function recordType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Record: columnTypes(columns) } };
}

/** A table of the same kind as `recordType`. */
export function tableType(columns: Readonly<Record<string, Declared>>): Declared {
  return { type: { Table: columnTypes(columns) } };
}

function columnTypes(columns: Readonly<Record<string, Declared>>): [string, Type][] {
  return Object.entries(columns).map(([name, { type }]) => [name, type]);
}

function columnShapes(columns: Columns): [string, SyntaxShape][] {
  return Object.entries(columns).map(([name, { shape }]) => [name, shape]);
}
