import type { SyntaxShape } from "../protocol/signature.ts";
import type { Value } from "../protocol/value.ts";
import { invalid, mismatch } from "./mismatch.ts";

/** What an argument takes: how Nushell parses it, and how its value is read. Every value type is one. */
export interface Parameter<T> {
  readonly shape: SyntaxShape;
  /** Offered by TAB from Nushell 0.108 on. */
  readonly completions?: readonly string[];
  /** Throws a LabeledError at the value's place. */
  read(value: Value): T;
}

/** A whole number, to the precision of JavaScript's: beyond 2^53 it is rounded, which a limit can bear. Else see `int`. */
export function integer({ min = Number.MIN_SAFE_INTEGER }: { min?: number } = {}): Parameter<number> {
  return {
    shape: "Int",
    read(value) {
      if (value.kind !== "Int") return mismatch(value, "a whole number");
      const number = Number(value.val);
      return number < min ? invalid(value, `must be ${min} or more`, `${number} is below ${min}`) : number;
    },
  };
}

/** One of these texts, which TAB offers. */
export function choice<const T extends string>(choices: readonly T[]): Parameter<T> {
  return {
    shape: "String",
    completions: choices,
    read(value) {
      const text = readText(value);
      const known = `one of ${choices.join(", ")}`;
      return choices.find((each) => each === text) ?? invalid(value, `must be ${known}, not "${text}"`, `not ${known}`);
    },
  };
}

/** One text or a list of them, which arrive as a list. */
export function texts(completions: readonly string[] = []): Parameter<readonly string[]> {
  return {
    // In the other order Nushell turns a list into one text.
    shape: { OneOf: [{ List: "String" }, "String"] },
    completions,
    read: readTexts,
  };
}

/** A path as it was typed: neither resolved nor expanded. TAB offers files. */
export const file: Parameter<string> = { shape: "Filepath", read: readText };
/** A path as it was typed: neither resolved nor expanded. TAB offers directories. */
export const directory: Parameter<string> = { shape: "Directory", read: readText };

/** Paths as they were typed: neither resolved nor expanded. */
export interface Paths {
  readonly paths: readonly string[];
  /** Whether they came as a list, which a list of one path is too. */
  readonly list: boolean;
}

// A list comes first, as a Filepath takes `[a b]` for a path. With GlobPattern a glob in a variable passes on 0.114 and
// later too, but TAB offers files: not for directories.
export const directories: Parameter<Paths> = pathsOf([{ List: "Directory" }, "Directory"]);
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
  return value.kind === "String" || value.kind === "Glob" ? value.val : mismatch(value, "a text");
}
