import type { CellPath } from "./cell-path.ts";
import type { Closure, CustomValue, DateTime, Duration, Filesize, Float, Glob } from "./kinds.ts";
import type { LabeledError } from "./labeled-error.ts";
import type { Range } from "./range.ts";

/**
 * Plain JavaScript that has a Nushell value: what JSON, YAML and TOML parse to, and what those lack. Whole numbers are
 * ints; bigints too, up to 64 bits; a Float is a float without a fraction.
 */
export type Plain = null | undefined | boolean | number | bigint | string | PlainObject;

export type PlainObject =
  | Date
  | Uint8Array
  | Float
  | Duration
  | Filesize
  | DateTime
  | Glob
  | Range
  | CellPath
  | Closure
  | CustomValue
  | LabeledError
  | readonly Plain[]
  | ReadonlyMap<string, Plain>
  | { readonly [key: string]: Plain };
