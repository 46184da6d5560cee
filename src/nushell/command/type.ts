import { encode } from "../protocol/msgpack-writer.ts";
import type { Type } from "../protocol/signature.ts";
import type { Plain } from "../protocol/plain.ts";
import type { ValueWriter } from "../protocol/value-writer.ts";

/** A Nushell type, as a signature declares it. */
export interface Declared {
  readonly type: Type;
}

/** A Nushell type, and how a JavaScript value of type T is written as one. */
export interface ValueType<T> extends Declared {
  write(out: ValueWriter, value: T): void;
}

/** Columns of a record or a table, in their order. */
export type Columns = Readonly<Record<string, ValueType<unknown>>>;

/** What a row with these columns holds; more is allowed and not written. */
export type Row<C extends Columns> = { readonly [K in keyof C]: C[K] extends ValueType<infer T> ? T : never };

export const bool: ValueType<boolean> = { type: "Bool", write: (out, value) => out.bool(value) };
export const int: ValueType<number | bigint> = { type: "Int", write: (out, value) => out.int(value) };
export const float: ValueType<number> = { type: "Float", write: (out, value) => out.float(value) };
export const string: ValueType<string> = { type: "String", write: (out, value) => out.string(value) };
/** Nanoseconds. */
export const duration: ValueType<number | bigint> = { type: "Duration", write: (out, value) => out.duration(value) };
/** RFC 3339 with an offset, checked by whoever made it: the engine ends the connection on any other text. */
export const date: ValueType<string> = { type: "Date", write: (out, value) => out.date(value) };
export const nothing: ValueType<null> = { type: "Nothing", write: (out) => out.nothing() };
/** Anything that JSON has; its Nushell type depends on the value. */
export const any: ValueType<Plain> = { type: "Any", write: (out, value) => out.plain(value) };

/** `oneof<T, nothing>`: from 0.114 on, a null in a column that was declared without it fails at run time. */
export function nullable<T>(of: ValueType<T>): ValueType<T | null> {
  return {
    ...oneOf(of, nothing),
    write: (out, value) => (value === null ? out.nothing() : of.write(out, value)),
  };
}

export function list<T>(of: ValueType<T>): ValueType<readonly T[]> {
  return {
    type: { List: of.type },
    write: (out, values) => {
      out.beginList(values.length);
      for (const value of values) of.write(out, value);
      out.end();
    },
  };
}

/** A value of one of several types: for a signature, as what is written is always one of them. */
export function oneOf(...members: readonly Declared[]): Declared {
  return { type: { OneOf: members.map(({ type }) => type) } };
}

export function record<C extends Columns>(columns: C): ValueType<Row<C>> {
  return { ...recordType(columns), write: rowWriter(columns) };
}

export function table<C extends Columns>(columns: C): ValueType<readonly Row<C>[]> {
  return { ...list(record(columns)), ...tableType(columns) };
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

/** Compiled once from the columns: their names are bytes before the first row is written. */
function rowWriter<C extends Columns>(columns: C): (out: ValueWriter, row: Row<C>) => void {
  const cells = Object.entries(columns).map(([name, column]) => ({ name, key: encode(name), column }));
  return (out, row) => {
    out.beginRecord(cells.length);
    for (const { name, key, column } of cells) {
      out.out.raw(key);
      column.write(out, row[name]);
    }
    out.end();
  };
}
