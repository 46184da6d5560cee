import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { unknownSpan } from "../values/span.ts";
import { ValueWriter, type WriteValue } from "../values/value-writer.ts";
import { atLeast, type Release, type Version } from "../version.ts";
import { helpText } from "./help-text.ts";
import { encodeType, type Type } from "./type.ts";

/**
 * How Nushell parses an argument. The names differ from those of types. Left out are the shapes that only Nushell's own
 * keywords can use: what they parse never reaches a plugin (`ImportPattern`, `MatchBlock`, `Operator`, `Signature`,
 * `ExternalSignature`, `VarWithOptType`), cannot be run by it (`Block`: "Can't evaluate block in IR mode") or is no more
 * than `Any` (`FullCellPath`, only `$x.y`).
 */
export type SyntaxShape =
  | "Any"
  | "Binary"
  | "Boolean"
  | "CellPath"
  | "DateTime"
  | "Directory"
  | "Duration"
  | "Error"
  | "Expression"
  | "ExternalArgument"
  | "Filepath"
  | "Filesize"
  | "Float"
  | "GlobPattern"
  | "Int"
  | "MathExpression"
  | "Nothing"
  | "Number"
  | "Range"
  | "RowCondition"
  | "String"
  /** The bytes of the word, and what follows it. */
  | { readonly Keyword: readonly [readonly number[], SyntaxShape] }
  | { readonly Closure: readonly SyntaxShape[] | null }
  | { readonly List: SyntaxShape }
  | { readonly Record: readonly (readonly [string, SyntaxShape])[] }
  | { readonly Table: readonly (readonly [string, SyntaxShape])[] }
  | { readonly OneOf: readonly SyntaxShape[] };

/**
 * A list of Nushell's own that TAB offers from 0.115 on: names of environment variables, of commands or of those that are
 * not external; module files, also with those of the standard library; what the module exports that the first positional
 * names.
 */
export type BuiltinCompletion = keyof typeof builtinCompletions;

/** Their encoding. A release before 0.115 ends the connection on it. */
export const builtinCompletions = {
  envVar: "EnvVar",
  command: { Command: { internal_only: false } },
  internalCommand: { Command: { internal_only: true } },
  nuFile: { NuFile: { std_virtual_path: false } },
  nuFileOrStd: { NuFile: { std_virtual_path: true } },
  moduleExports: "ModuleExports",
} as const;

/** A flag, as Nushell is told of it. */
export interface FlagSignature {
  /** Its name without dashes. */
  readonly long: string;
  /** Its one character. */
  readonly short?: string | undefined;
  /** What the help says of it. */
  readonly desc: string;
  /** Whether Nushell refuses a call without it. */
  readonly required: boolean;
  /** Undefined for a switch. */
  readonly shape?: SyntaxShape | undefined;
  /** The texts that TAB offers from 0.108 on, or a list of Nushell's own. */
  readonly completions?: readonly string[] | BuiltinCompletion | undefined;
  /** Nushell only shows it in the help, and never sends it. */
  readonly defaultValue?: WriteValue | undefined;
}

/** A positional, as Nushell is told of it. */
export interface PositionalSignature {
  /** What the help calls it. */
  readonly name: string;
  /** What the help says of it. */
  readonly desc: string;
  /** How it is parsed. */
  readonly shape: SyntaxShape;
  /** The texts that TAB offers from 0.108 on. */
  readonly completions?: readonly string[] | BuiltinCompletion | undefined;
  /** Nushell only shows it in the help, and never sends it. */
  readonly defaultValue?: WriteValue | undefined;
}

/** An example, as Nushell is told of it. */
export interface ExampleSignature {
  /** A whole pipeline. */
  readonly example: string;
  /** What it shows. */
  readonly description: string;
  /** The first release that shows it. */
  readonly since?: Release | undefined;
  /** The value that `help` shows. */
  readonly result: WriteValue | undefined;
}

/**
 * A command, as Nushell is told of it. `plugin add` keeps it in the registry, so Nushell knows of a change only
 * after the next one.
 */
export interface PluginSignature {
  /** What users type. */
  readonly name: string;
  /** The one line for lists, the first of the help. */
  readonly description: string;
  /** What follows it in the help, or an empty text. */
  readonly extraDescription: string;
  /** Other words by which `help --find` finds it. */
  readonly searchTerms: readonly string[];
  /** The positionals that must be given, in their order. */
  readonly required: readonly PositionalSignature[];
  /** Those that may be left out, which follow. */
  readonly optional: readonly PositionalSignature[];
  /** All positionals after these, or undefined if there may be none. */
  readonly rest: PositionalSignature | undefined;
  /** Without `--help`, which is added. */
  readonly flags: readonly FlagSignature[];
  /** Pairs of an input type and an output type. */
  readonly variants: readonly (readonly [Type, Type])[];
  /** One of Nushell's categories, such as `Filters`, or a new one. */
  readonly category: string;
  /** Whether undeclared flags are allowed. They arrive as texts among the positionals. */
  readonly allowsUnknownFlags: boolean;
  /** Whether it is called a filter, which no Nushell up to 0.116 makes anything of. */
  readonly isFilter: boolean;
  /** Whether its arguments have a scope of their own. */
  readonly createsScope: boolean;
  /** Whether the user's external completer completes what has no list of its own, from 0.108 on. */
  readonly completesExternally: boolean;
  /** Those that the help shows. */
  readonly examples: readonly ExampleSignature[];
}

/** The categories that every release from 0.98 on has. An unknown one ends the connection. */
const categories: ReadonlySet<string> = new Set(
  "Bits Bytes Chart Conversions Core Database Date Debug Default Env Experimental FileSystem Filters Formats Generators Hash History Math Misc Network Path Platform Plugin Random Removed Shells Strings System Viewers".split(
    " ",
  ),
);

/**
 * One superset of fields and shapes serves 0.98 to 0.116, as releases ignore what they do not know; only types differ.
 * Nushell does not add `--help` to a plugin's command: if it were not declared, it would be an unknown flag.
 */
export function encodeSignature(signature: PluginSignature, version: Version): Encodable {
  return {
    sig: {
      name: signature.name,
      description: signature.description,
      extra_description: helpText(signature.extraDescription),
      search_terms: signature.searchTerms,
      required_positional: signature.required.map((positional) => encodePositional(positional, version)),
      optional_positional: signature.optional.map((positional) => encodePositional(positional, version)),
      rest_positional: signature.rest === undefined ? null : encodePositional(signature.rest, version),
      named: [
        { long: "help", short: "h", arg: null, required: false, desc: "Display the help message for this command" },
        ...signature.flags.map((flag) => encodeFlag(flag, version)),
      ],
      input_output_types: signature.variants.map(([input, output]) => [
        encodeType(input, version),
        encodeType(output, version),
      ]),
      allow_variants_without_examples: true,
      is_filter: signature.isFilter,
      creates_scope: signature.createsScope,
      allows_unknown_args: signature.allowsUnknownFlags,
      complete: signature.completesExternally ? "External" : undefined,
      category: encodeCategory(signature.category, version),
    },
    examples: shownExamples(signature, version).map(({ example, description, result }) => ({
      example,
      description,
      result: encodeConstant(result, version) ?? null,
    })),
  };
}

/** Returns the examples that work on a release. */
export function shownExamples({ examples }: PluginSignature, version: Version): readonly ExampleSignature[] {
  return examples.filter(({ since }) => since === undefined || atLeast(version, since));
}

function encodeFlag(flag: FlagSignature, version: Version): Encodable {
  return {
    long: flag.long,
    short: flag.short ?? null,
    arg: flag.shape ?? null,
    required: flag.required,
    desc: flag.desc,
    completion: encodeCompletions(flag.completions, version),
    default_value: encodeConstant(flag.defaultValue, version),
  };
}

function encodePositional(positional: PositionalSignature, version: Version): Encodable {
  return {
    name: positional.name,
    desc: positional.desc,
    shape: positional.shape,
    completion: encodeCompletions(positional.completions, version),
    default_value: encodeConstant(positional.defaultValue, version),
  };
}

/** Encodes a value that was not written in any command line. */
function encodeConstant(write: WriteValue | undefined, version: Version): Encodable {
  if (write === undefined) return undefined;
  return (out) => write(new ValueWriter(out, { version, span: unknownSpan }));
}

function encodeCompletions(completions: FlagSignature["completions"], version: Version): Encodable {
  if (typeof completions !== "string") return completions && { List: completions };
  return atLeast(version, "0.115") ? { Builtin: builtinCompletions[completions] } : undefined;
}

function encodeCategory(category: string, version: Version): Encodable {
  const isKnown = categories.has(category) || (category === "Deprecated" && atLeast(version, "0.101"));
  return isKnown ? category : { Custom: category };
}
