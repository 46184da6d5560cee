import { encode } from "../../protocol/msgpack/msgpack-writer.ts";
import { nothing } from "../../protocol/values/scalar.ts";
import { unwritable, UnwritableError } from "../../protocol/values/unwritable.ts";
import { recordPrefix, type ValueWriter } from "../../protocol/values/value-writer.ts";
import type { Columns, ValueType } from "./type.ts";

/** What a row with these columns must have to be written. It may have more, which is not written. */
export type Row<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends ValueType<infer In, unknown> ? In : never;
};

/** One column, as compiled for a writer. */
interface Cell {
  readonly name: string;
  /** All bytes between the previous value and this one: that value's span, the key, and the beginning of this type. */
  readonly before: Uint8Array;
  /** The same bytes for when this value is null; undefined for a column that `write` writes completely. */
  readonly beforeNull: Uint8Array | undefined;
  readonly write: (value: unknown) => void;
}

interface CompiledRow {
  readonly out: ValueWriter;
  readonly cells: readonly Cell[];
  readonly end: Uint8Array;
}

/**
 * Returns what writes rows with these columns. The first row compiles all constant bytes into one copy before each
 * value.
 */
export function rowWriter<C extends Columns>(columns: C): (out: ValueWriter, row: Row<C>) => void {
  let compiled: CompiledRow | undefined;
  return (out, row) => {
    if (typeof row !== "object" || row === null) throw unwritable("a record", row);
    // What is compiled has the span of its writer.
    if (compiled?.out !== out) compiled = compile(columns, out);
    const { cells, end } = compiled;
    let current = "";
    try {
      // An iterator takes longer in a first call, which runs before V8 has compiled this.
      for (let i = 0, cell = cells[0]; cell !== undefined; cell = cells[++i]) {
        const { name, before, beforeNull, write } = cell;
        current = name;
        const value = row[name];
        if (beforeNull !== undefined && (value === null || value === undefined)) {
          out.out.raw(beforeNull);
        } else {
          out.out.raw(before);
          write(value);
        }
      }
    } catch (error) {
      throw UnwritableError.within(current, error);
    }
    out.out.raw(end);
  };
}

function compile(columns: Columns, out: ValueWriter): CompiledRow {
  const entries = Object.entries(columns);
  let due = recordPrefix(entries.length);
  const cells = entries.map(([name, column]): Cell => {
    const { scalar, isNullable = false } = column;
    const key = Buffer.concat([due, encode(name)]);
    if (scalar === undefined) {
      due = new Uint8Array();
      return { name, before: key, beforeNull: undefined, write: (value) => column.write(out, value) };
    }
    due = out.span;
    return {
      name,
      before: Buffer.concat([key, scalar.prefix]),
      beforeNull: isNullable ? Buffer.concat([key, nothing.prefix]) : undefined,
      write: (value) => scalar.content(out.out, value),
    };
  });
  return { out, cells, end: Buffer.concat([due, out.span]) };
}
