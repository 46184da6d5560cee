import { checkKind } from "../../protocol/fields.ts";
import type { Type } from "../../protocol/messages/type.ts";
import type { CellPath } from "../../protocol/values/cell-path.ts";
import { DateTime } from "../../protocol/values/date-time.ts";
import { toPlain, writePlain, type Plain } from "../../protocol/values/plain.ts";
import type { Range } from "../../protocol/values/range.ts";
import * as scalars from "../../protocol/values/scalar.ts";
import type { Scalar } from "../../protocol/values/scalar.ts";
import { unwritable, UnwritableError } from "../../protocol/values/unwritable.ts";
import { Glob } from "../../protocol/values/value-classes.ts";
import type { ValueWriter } from "../../protocol/values/value-writer.ts";
import { rangeElement, type Closure, type Value } from "../../protocol/values/value.ts";
import { throwInvalid, throwMismatch } from "./invalid-value.ts";
import type { Parameter } from "./parameter.ts";
import { declaredKind, valueTypeKind } from "./type-check.ts";

/** A Nushell type that a signature can declare. */
export interface Declared {
  /** The type as the signature names it. It tells nothing of how arguments are parsed, which is a shape. */
  readonly type: Type;
}

/**
 * A Nushell type whose values are written from JavaScript values of type In and read as ones of type Out. It declares
 * outputs, inputs, columns and, as a Parameter, arguments.
 */
export interface ValueType<In, Out = In> extends Declared, Parameter<Out> {
  /** Writes one value. Throws if `value` is of another type than In. */
  write(out: ValueWriter, value: In): void;
  /** What `write` writes, if that is a scalar: a row joins its own constant bytes with those of the scalar. */
  readonly scalar?: Scalar<In> | undefined;
  /** Whether null and undefined are written as nothing. */
  readonly isNullable?: boolean;
}

/** The columns of a record or a table, in their order. */
export type Columns = Readonly<Record<string, ValueType<unknown>>>;

/** Nushell's `bool`. */
export const bool: ValueType<boolean> = {
  type: "Bool",
  shape: "Boolean",
  ...written(scalars.bool),
  read: (value) => (value.kind === "Bool" ? value.val : throwMismatch(value, "a boolean")),
};

/**
 * Nushell's `int`, as a number. Reading throws a LabeledError at one beyond 2^53, which a number would round:
 * `int64` takes all.
 */
export const int: ValueType<number | bigint, number> = {
  type: "Int",
  shape: "Int",
  ...written(scalars.int),
  read(value) {
    if (value.kind !== "Int") return throwMismatch(value, "an int");
    return typeof value.val === "number"
      ? value.val
      : throwInvalid(value, `${value.val} is too large for this command`, "beyond 2^53");
  },
};

/** Nushell's `int`, of up to 64 bits, as a bigint. */
export const int64: ValueType<number | bigint, bigint> = {
  ...int,
  read: (value) => (value.kind === "Int" ? BigInt(value.val) : throwMismatch(value, "an int")),
};

/** Nushell's `float`. It reads ints too, as users write `3` for `3.0`. */
export const float: ValueType<number> = {
  type: "Float",
  shape: "Number",
  ...written(scalars.float),
  read: (value) =>
    value.kind === "Float" || value.kind === "Int" ? Number(value.val) : throwMismatch(value, "a number"),
};

/** Nushell's `string`. It reads a glob too, as the text of its pattern. */
export const string: ValueType<string> = {
  type: "String",
  shape: "String",
  ...written(scalars.string),
  read: (value) => (value.kind === "String" || value.kind === "Glob" ? value.val : throwMismatch(value, "a string")),
};

/** Nushell's `duration`, read as a bigint of nanoseconds. `milliseconds` reads one for a timer. */
export const duration: ValueType<number | bigint, bigint> = {
  type: "Duration",
  shape: "Duration",
  ...written(scalars.duration),
  read: (value) => (value.kind === "Duration" ? BigInt(value.val) : throwMismatch(value, "a duration")),
};

/** Nushell's `filesize`, read as a bigint of bytes. */
export const filesize: ValueType<number | bigint, bigint> = {
  type: "Filesize",
  shape: "Filesize",
  ...written(scalars.filesize),
  read: (value) => (value.kind === "Filesize" ? BigInt(value.val) : throwMismatch(value, "a filesize")),
};

/**
 * Nushell's `datetime`, as RFC 3339 text with an offset, such as `2025-10-08T12:00:00.5+02:00`. A Date is written
 * in UTC. Writing throws a RangeError on any other text, and on a Date that is beyond Nushell's years.
 */
export const date: ValueType<string | Date, string> = {
  type: "Date",
  shape: "DateTime",
  write: (out, value) => out.date(new DateTime(typeof value === "string" ? value : value.toISOString()).text),
  read: (value) => (value.kind === "Date" ? value.val : throwMismatch(value, "a datetime")),
};

/**
 * The same as `date` for a text that was checked before, which is faster: Nushell ends the connection on one that
 * is not RFC 3339.
 */
export const checkedDate: ValueType<string> = { ...date, ...written(scalars.date) };

/** Nushell's `binary`. */
export const binary: ValueType<Uint8Array> = {
  type: "Binary",
  shape: "Binary",
  ...written(scalars.binary),
  read: (value) => (value.kind === "Binary" ? value.val : throwMismatch(value, "binary")),
};

/** Nushell's `glob`. A text is written as a pattern to be expanded, and read as one. */
export const glob: ValueType<Glob | string, Glob> = {
  type: "Glob",
  shape: "GlobPattern",
  write: (out, value) => (typeof value === "string" ? out.glob(value, false) : out.glob(value.pattern, value.noExpand)),
  read(value) {
    if (value.kind === "Glob") return new Glob(value.val, value.noExpand);
    return value.kind === "String" ? new Glob(value.val) : throwMismatch(value, "a glob");
  },
};

/** Nushell's `range`, such as `1..10`. */
export const range: ValueType<Range> = {
  type: "Range",
  shape: "Range",
  write: (out, value) => out.range(value),
  read: (value) => (value.kind === "Range" ? value.val : throwMismatch(value, "a range")),
};

/** Nushell's `cell-path`, such as `$.servers.0.name`. */
export const cellPath: ValueType<CellPath> = {
  type: "CellPath",
  shape: "CellPath",
  write: (out, value) => out.cellPath(value),
  read: (value) => (value.kind === "CellPath" ? value.val : throwMismatch(value, "a cell path")),
};

/** Code to be run with `engine.evalClosure`. */
export const closure: ValueType<Closure> = {
  type: "Closure",
  shape: { Closure: null },
  write: (out, value) => out.closure(value),
  read: (value) => (value.kind === "Closure" ? value.val : throwMismatch(value, "a closure")),
};

/** Nushell's `nothing`, which is null. It is the input and the output of a command that declares none. */
export const nothing: ValueType<null | undefined | void, null> = {
  type: "Nothing",
  shape: "Nothing",
  write(out, value) {
    if (value !== null && value !== undefined) throw unwritable("nothing", value);
    out.nothing();
  },
  read: (value) => (value.kind === "Nothing" ? null : throwMismatch(value, "nothing")),
};

/** Any value, as plain JavaScript. Its Nushell type depends on the value. */
export const any: ValueType<Plain> = {
  type: "Any",
  shape: "Any",
  write: (out, value) => writePlain(out, value),
  read: toPlain,
};

/** Any value as Nushell has it, with its kind and the place where it was written. */
export const anyValue: ValueType<Value> = {
  type: "Any",
  shape: "Any",
  write: (out, value) => out.value(value),
  read: (value) => value,
};

/**
 * `oneof<T, nothing>`. From 0.114 on, a null in a column that was declared without it fails at run time. Undefined, as
 * for an argument that was not given, is written as null too.
 */
export function nullable<In, Out>(of: ValueType<In, Out>): ValueType<In | null | undefined, Out | null> {
  checkKind(of, valueTypeKind, "what nullable() is given");
  return {
    ...oneOf(of, nothing),
    shape: { OneOf: [of.shape, "Nothing"] },
    scalar: of.scalar,
    isNullable: true,
    write: (out, value) => (value === null || value === undefined ? out.nothing() : of.write(out, value)),
    read: (value) => (value.kind === "Nothing" ? null : of.read(value)),
  };
}

/** Returns what writes a scalar, both alone and in a row. */
function written<In>(scalar: Scalar<In>): Pick<ValueType<In>, "write" | "scalar"> {
  return { scalar, write: (out, value) => out.scalar(scalar, value) };
}

/** A list whose items are of the type `of`. */
export interface ListType<In, Out = In> extends ValueType<readonly In[], readonly Out[]> {
  /** The type of an item. */
  readonly of: ValueType<In, Out>;
}

/** Nushell's `list<t>`, as an array. It reads a range too, as the list of its elements. */
export function list<In, Out>(of: ValueType<In, Out>): ListType<In, Out> {
  checkKind(of, valueTypeKind, "what list() is given");
  return {
    of,
    type: { List: of.type },
    shape: { List: of.shape },
    write(out, values) {
      if (!Array.isArray(values)) throw unwritable("an array", values);
      out.beginList(values.length);
      let i = 0;
      try {
        const { length } = out.out;
        for (; i < values.length; i++) {
          of.write(out, values[i]);
          // Most items are about as long as the first.
          if (i === 0) out.out.reserve(Math.ceil((out.out.length - length) * values.length * 1.2));
        }
      } catch (error) {
        throw UnwritableError.within(i, error);
      }
      out.end();
    },
    read: (value) => listItems(value).map((item) => of.read(item)),
  };
}

function listItems(value: Value): readonly Value[] {
  if (value.kind === "List") return value.vals;
  if (value.kind !== "Range" || value.val.end === undefined) return throwMismatch(value, "a list");
  return Array.from(value.val, (element) => rangeElement(value.val, element, value));
}

/**
 * Nushell's `oneof<...>`, to declare as an output: `output: oneOf(int, string)`. A command that has it returns
 * pipeline data of one of the types, such as `value(int, 3)`. Releases before 0.109 get `any`, as they end the
 * connection on it.
 */
export function oneOf(...members: readonly Declared[]): Declared {
  for (const member of members) checkKind(member, declaredKind, "what oneOf() is given");
  return { type: { OneOf: members.map(({ type }) => type) } };
}
