import type { SyntaxShape } from "../../protocol/messages/signature.ts";
import type { Value } from "../../protocol/values/value.ts";
import { checkFields, checkKind, number as aNumber, optional, texts as someTexts } from "../../protocol/fields.ts";
import * as scalars from "../../protocol/values/scalar.ts";
import { quoted } from "../../protocol/texts/quoting.ts";
import type { ValueWriter } from "../../protocol/values/value-writer.ts";
import { throwInvalid, throwMismatch } from "./invalid-value.ts";

/**
 * How Nushell parses an argument, and how its value is read. Every value type is a parameter too, and so is any
 * object that has these fields.
 *
 * @example
 * ```ts
 * const port: Parameter<number> = {
 *   shape: "Int",
 *   read(value) {
 *     const number = int.read(value);
 *     return number < 65_536 ? number : throwInvalid(value, "must be a port", "above 65535");
 *   },
 * };
 * ```
 */
export interface Parameter<T> {
  /** How Nushell parses the argument, which also decides what TAB offers. */
  readonly shape: SyntaxShape;
  /** The texts that TAB offers, from Nushell 0.108 on. */
  readonly completions?: readonly string[];
  /** Returns what the command gets. Throws a LabeledError at the place of a value that it refuses. */
  read(value: Value): T;
}

/** Has a default shown in the help, and checked, as that of a value type is. */
function withWrittenDefault<T>(write: (out: ValueWriter, value: T) => void, parameter: Parameter<T>): Parameter<T> {
  return Object.assign(parameter, { write });
}

const limits = { min: optional(aNumber) };

/** A whole number. It is rounded beyond 2^53, which does no harm to a limit; where it does, take `int`. */
export function integer(options: { min?: number | undefined } = {}): Parameter<number> {
  checkFields(options, limits, "what integer() is given");
  const { min = Number.MIN_SAFE_INTEGER } = options;
  return withWrittenDefault((out, value) => out.scalar(scalars.int, value), {
    shape: "Int",
    read(value) {
      if (value.kind !== "Int") return throwMismatch(value, "a whole number");
      const number = Number(value.val);
      return number < min ? throwInvalid(value, `must be ${min} or more`, `${number} is below ${min}`) : number;
    },
  });
}

/**
 * The longest time that a timer of Node's waits, in milliseconds: 24 days. A timer that is set for longer fires at
 * once.
 */
export const longestTimer = 2 ** 31 - 1;

/**
 * A duration, read in whole milliseconds and rounded down.
 *
 * @param options.min the shortest one that is accepted, in milliseconds
 */
export function milliseconds(options: { min?: number | undefined } = {}): Parameter<number> {
  checkFields(options, limits, "what milliseconds() is given");
  const { min = 0 } = options;
  return withWrittenDefault((out, time) => out.scalar(scalars.duration, Math.round(time * 1_000_000)), {
    shape: "Duration",
    read(value) {
      if (value.kind !== "Duration") return throwMismatch(value, "a duration");
      const time = Number(BigInt(value.val) / 1_000_000n);
      return time < min ? throwInvalid(value, `must be ${min}ms or more`, "too short") : time;
    },
  });
}

/**
 * One of several texts, which TAB offers from 0.108 on. Reading any other throws a LabeledError that names them.
 *
 * @example
 * ```ts
 * const level = choice(["low", "high"]); // reads "low" | "high"
 * ```
 */
export function choice<const T extends string>(choices: readonly T[]): Parameter<T> {
  checkKind(choices, someTexts, "what choice() is given");
  return withWrittenDefault((out, value) => out.scalar(scalars.string, value), {
    shape: "String",
    completions: choices,
    read(value) {
      const text = readText(value);
      const known = `one of ${choices.join(", ")}`;
      return (
        choices.find((each) => each === text) ??
        throwInvalid(value, `must be ${known}, not ${quoted(text)}`, `not ${known}`)
      );
    },
  });
}

/** One text or a list of texts; either is read as a list. TAB offers `completions` from 0.108 on. */
export function texts(completions: readonly string[] = []): Parameter<readonly string[]> {
  checkKind(completions, someTexts, "what texts() is given");
  return {
    // In the other order, Nushell would turn a list into one text.
    shape: { OneOf: [{ List: "String" }, "String"] },
    completions,
    read: readTexts,
  };
}

/**
 * A path as it was typed, neither resolved nor expanded: `resolve(await engine.currentDir(), path)` makes it
 * absolute. TAB offers files.
 */
export const file: Parameter<string> = { shape: "Filepath", read: readText };

/**
 * A path as it was typed, neither resolved nor expanded: `resolve(await engine.currentDir(), path)` makes it
 * absolute. TAB offers directories.
 */
export const directory: Parameter<string> = { shape: "Directory", read: readText };

/** Paths as they were typed: neither resolved nor expanded. */
export interface Paths {
  /** At least one, but for an empty list. */
  readonly paths: readonly string[];
  /** Whether they came as a list, even if of one path. */
  readonly list: boolean;
}

// The list comes first, as a Filepath takes `[a b]` for a path. GlobPattern lets 0.114 and later accept a glob in a
// variable, but makes TAB offer files, so directories do not have it.

/** One path or a list of paths. TAB offers directories. */
export const directories: Parameter<Paths> = pathsOf([{ List: "Directory" }, "Directory"]);
/** One path or a list of paths. TAB offers files. */
export const files: Parameter<Paths> = pathsOf([{ List: "Filepath" }, "Filepath", "GlobPattern"]);

function pathsOf(shapes: readonly SyntaxShape[]): Parameter<Paths> {
  return {
    shape: { OneOf: shapes },
    read: (value) => ({ paths: readTexts(value), list: value.kind === "List" }),
  };
}

function readTexts(value: Value): readonly string[] {
  return value.kind === "List" ? value.vals.map(readText) : [readText(value)];
}

function readText(value: Value): string {
  return value.kind === "String" || value.kind === "Glob" ? value.val : throwMismatch(value, "a string");
}
