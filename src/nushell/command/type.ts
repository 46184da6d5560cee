import { encode } from "../protocol/msgpack-writer.ts";
import type { Type } from "../protocol/signature.ts";
import type { Plain } from "../protocol/plain.ts";
import type { ValueWriter } from "../protocol/value-writer.ts";

/** A Nushell type, and how a JavaScript value of type T is written as one. */
export interface ValueType<T> {
  readonly type: Type;
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
    type: oneOf(of, nothing),
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

/** The type of a value that is one of several. It declares; what is written is always one of them. */
export function oneOf(...members: readonly { readonly type: Type }[]): Type {
  return { OneOf: members.map(({ type }) => type) };
}

export function record<C extends Columns>(columns: C): ValueType<Row<C>> {
  return { type: { Record: columnTypes(columns) }, write: rowWriter(columns) };
}

export function table<C extends Columns>(columns: C): ValueType<readonly Row<C>[]> {
  return { ...list({ type: "Any", write: rowWriter(columns) }), type: { Table: columnTypes(columns) } };
}

function columnTypes(columns: Columns): [string, Type][] {
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
