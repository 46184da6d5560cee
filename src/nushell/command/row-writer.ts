import { encode } from "../protocol/msgpack-writer.ts";
import { nothing } from "../protocol/scalar.ts";
import { unwritable, UnwritableError } from "../protocol/unwritable.ts";
import { recordPrefix, type ValueWriter } from "../protocol/value-writer.ts";
import type { Columns, Row } from "./columns.ts";

/** One column, compiled for a writer. */
interface Cell {
  readonly name: string;
  /** All that stands between the value before and this one: that one's span, the key, what this one's kind begins with. */
  readonly before: Uint8Array;
  /** The same where this value is null; undefined for a column that `write` writes whole. */
  readonly beforeNull: Uint8Array | undefined;
  readonly write: (value: unknown) => void;
}

interface CompiledRow {
  readonly out: ValueWriter;
  readonly cells: readonly Cell[];
  readonly end: Uint8Array;
}

/** Writes rows with these columns. What is constant in a row is compiled at the first, as one copy before each value. */
export function rowWriter<C extends Columns>(columns: C): (out: ValueWriter, row: Row<C>) => void {
  let compiled: CompiledRow | undefined;
  return (out, row) => {
    if (typeof row !== "object" || row === null) throw unwritable("a record", row);
    // The span is the writer's.
    if (compiled?.out !== out) compiled = compile(columns, out);
    const { cells, end } = compiled;
    let current = "";
    try {
      // By index: a first call runs before V8 has compiled it, and an iterator takes longer there.
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
