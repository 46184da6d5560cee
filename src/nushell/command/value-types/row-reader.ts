import type { Value } from "../../protocol/values/value.ts";
import { throwInvalid, throwMismatch } from "./invalid-value.ts";
import type { Parameter } from "./parameter.ts";
import type { Columns } from "./type.ts";

/** What reading a row with these columns gives. */
export type ReadRow<C extends Columns> = { readonly [K in keyof C]: C[K] extends Parameter<infer Out> ? Out : never };

/**
 * Returns what reads rows with these columns. A missing column is read as nothing if its type takes that; others are
 * ignored.
 */
export function rowReader<C extends Columns>(columns: C): (value: Value) => ReadRow<C> {
  const declared = Object.entries(columns);
  return (value) => {
    if (value.kind !== "Record") return throwMismatch(value, "a record");
    const cells = declared.map(([name, column]) => {
      const cell = value.val.get(name);
      if (cell !== undefined) return [name, column.read(cell)];
      const isOptional = typeof column.type === "object" ? "OneOf" in column.type : column.type === "Any";
      if (isOptional) return [name, column.read({ kind: "Nothing", span: value.span })];
      return throwInvalid(value, `has no column "${name}"`, `needs the columns ${Object.keys(columns).join(", ")}`);
    });
    // The keys are C's and each cell was read by its own column, but types cannot follow that through entries.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return Object.fromEntries(cells) as ReadRow<C>;
  };
}
