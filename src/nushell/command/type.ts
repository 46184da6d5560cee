import type { CellPath } from "../protocol/cell-path.ts";
import { DateTime, Glob, type Closure } from "../protocol/kinds.ts";
import type { Plain } from "../protocol/plain.ts";
import { writePlain } from "../protocol/plain-writer.ts";
import type { Range } from "../protocol/range.ts";
import * as scalars from "../protocol/scalar.ts";
import type { Scalar } from "../protocol/scalar.ts";
import type { Type } from "../protocol/signature.ts";
import type { ValueWriter } from "../protocol/value-writer.ts";
import { unwritable, UnwritableError } from "../protocol/unwritable.ts";
import { toPlain, type Value } from "../protocol/value.ts";
import { invalid, mismatch } from "./mismatch.ts";
import type { Parameter } from "./parameter.ts";

/** A Nushell type, as a signature declares it. */
export interface Declared {
  readonly type: Type;
}

/**
 * A Nushell type: how a JavaScript value of type In is written as one, and read as one of type Out. It declares outputs,
 * inputs, columns and, as a Parameter, arguments.
 */
export interface ValueType<In, Out = In> extends Declared, Parameter<Out> {
  write(out: ValueWriter, value: In): void;
  /** What `write` writes, where that is a scalar: a row's constants are joined with it. */
  readonly scalar?: Scalar<In> | undefined;
  /** Whether null and undefined are written as nothing. */
  readonly isNullable?: boolean;
}

export const bool: ValueType<boolean> = {
  type: "Bool",
  shape: "Boolean",
  ...written(scalars.bool),
  read: (value) => (value.kind === "Bool" ? value.val : mismatch(value, "a boolean")),
};

/** A whole number that JavaScript holds exactly: up to 2^53. */
export const int: ValueType<number | bigint, number> = {
  type: "Int",
  shape: "Int",
  ...written(scalars.int),
  read(value) {
    if (value.kind !== "Int") return mismatch(value, "an int");
    return typeof value.val === "number"
      ? value.val
      : invalid(value, `${value.val} is too large for this command`, "beyond 2^53");
  },
};

/** Any int of Nushell's, 64 bits long. */
export const int64: ValueType<number | bigint, bigint> = {
  ...int,
  read: (value) => (value.kind === "Int" ? BigInt(value.val) : mismatch(value, "an int")),
};

/** Ints are taken too. */
export const float: ValueType<number> = {
  type: "Float",
  shape: "Number",
  ...written(scalars.float),
  read: (value) => (value.kind === "Float" || value.kind === "Int" ? Number(value.val) : mismatch(value, "a number")),
};

export const string: ValueType<string> = {
  type: "String",
  shape: "String",
  ...written(scalars.string),
  read: (value) => (value.kind === "String" || value.kind === "Glob" ? value.val : mismatch(value, "a string")),
};

/** Nanoseconds. */
export const duration: ValueType<number | bigint, bigint> = {
  type: "Duration",
  shape: "Duration",
  ...written(scalars.duration),
  read: (value) => (value.kind === "Duration" ? BigInt(value.val) : mismatch(value, "a duration")),
};

/** Bytes. */
export const filesize: ValueType<number | bigint, bigint> = {
  type: "Filesize",
  shape: "Filesize",
  ...written(scalars.filesize),
  read: (value) => (value.kind === "Filesize" ? BigInt(value.val) : mismatch(value, "a filesize")),
};

/** RFC 3339 with an offset; a Date is in UTC. Writing throws a RangeError on any other text, and on a Date that Nushell has not. */
export const date: ValueType<string | Date, string> = {
  type: "Date",
  shape: "DateTime",
  write: (out, value) => out.date(new DateTime(typeof value === "string" ? value : value.toISOString()).text),
  read: (value) => (value.kind === "Date" ? value.val : mismatch(value, "a datetime")),
};

/** As `date`, for a text that was checked before: the engine ends the connection on any that is not RFC 3339. */
export const checkedDate: ValueType<string> = { ...date, ...written(scalars.date) };

export const binary: ValueType<Uint8Array> = {
  type: "Binary",
  shape: "Binary",
  ...written(scalars.binary),
  read: (value) => (value.kind === "Binary" ? value.val : mismatch(value, "binary")),
};

/** A text is a pattern to be expanded. */
export const glob: ValueType<Glob | string, Glob> = {
  type: "Glob",
  shape: "GlobPattern",
  write: (out, value) => (typeof value === "string" ? out.glob(value, false) : out.glob(value.pattern, value.noExpand)),
  read(value) {
    if (value.kind === "Glob") return new Glob(value.val, value.noExpand);
    return value.kind === "String" ? new Glob(value.val) : mismatch(value, "a glob");
  },
};

export const range: ValueType<Range> = {
  type: "Range",
  shape: "Range",
  write: (out, value) => out.range(value),
  read: (value) => (value.kind === "Range" ? value.val : mismatch(value, "a range")),
};

export const cellPath: ValueType<CellPath> = {
  type: "CellPath",
  shape: "CellPath",
  write: (out, value) => out.cellPath(value),
  read: (value) => (value.kind === "CellPath" ? value.val : mismatch(value, "a cell path")),
};

/** To be called with `engine.evalClosure`. */
export const closure: ValueType<Closure> = {
  type: "Closure",
  shape: { Closure: null },
  write: (out, value) => out.closure(value),
  read: (value) => (value.kind === "Closure" ? value.val : mismatch(value, "a closure")),
};

/** What a command without a result returns, too. */
export const nothing: ValueType<null | undefined | void, null> = {
  type: "Nothing",
  shape: "Nothing",
  write(out, value) {
    if (value !== null && value !== undefined) throw unwritable("nothing", value);
    out.nothing();
  },
  read: (value) => (value.kind === "Nothing" ? null : mismatch(value, "nothing")),
};

/** Anything, as plain JavaScript; its Nushell type depends on the value. */
export const any: ValueType<Plain> = {
  type: "Any",
  shape: "Any",
  write: (out, value) => writePlain(out, value),
  read: toPlain,
};

/** Anything, as Nushell has it: with its kind, and with the place where it was written. */
export const anyValue: ValueType<Value> = {
  type: "Any",
  shape: "Any",
  write: (out, value) => out.value(value),
  read: (value) => value,
};

/**
 * `oneof<T, nothing>`: from 0.114 on, a null in a column that was declared without it fails at run time. An argument that
 * was not given is undefined, which is written as null too.
 */
export function nullable<In, Out>(of: ValueType<In, Out>): ValueType<In | null | undefined, Out | null> {
  return {
    ...oneOf(of, nothing),
    shape: { OneOf: [of.shape, "Nothing"] },
    scalar: of.scalar,
    isNullable: true,
    write: (out, value) => (value === null || value === undefined ? out.nothing() : of.write(out, value)),
    read: (value) => (value.kind === "Nothing" ? null : of.read(value)),
  };
}

/** How a scalar is written, alone and in a row. */
function written<In>(scalar: Scalar<In>): Pick<ValueType<In>, "write" | "scalar"> {
  return { scalar, write: (out, value) => out.scalar(scalar, value) };
}

/** What a list is given as: its items are declared by `of`. */
export interface ListType<In, Out = In> extends ValueType<readonly In[], readonly Out[]> {
  readonly of: ValueType<In, Out>;
}

/** A range is taken for the list of its elements. */
export function list<In, Out>(of: ValueType<In, Out>): ListType<In, Out> {
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
          // Most are about as long as the first.
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
  if (value.kind !== "Range" || value.val.end === undefined) return mismatch(value, "a list");
  return Array.from(value.val, (element) => rangeElement(value.val, element, value));
}

/** An element of a range as a value that stands where the range does. */
export function rangeElement({ float: isFloat }: Range, element: number | bigint, { span }: Value): Value {
  return isFloat ? { kind: "Float", val: Number(element), span } : { kind: "Int", val: element, span };
}

/** A value of one of several types: for a signature, as what is written is always one of them. */
export function oneOf(...members: readonly Declared[]): Declared {
  return { type: { OneOf: members.map(({ type }) => type) } };
}
