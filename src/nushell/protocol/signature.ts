import type { Encodable } from "./msgpack-writer.ts";
import { atLeast, type Version } from "./version.ts";

/** A type of a value, as signatures declare it. */
export type Type =
  | "Any"
  | "Binary"
  | "Bool"
  | "Date"
  | "Duration"
  | "Filesize"
  | "Float"
  | "Int"
  | "Nothing"
  | "String"
  | { readonly List: Type }
  | { readonly Record: readonly (readonly [string, Type])[] }
  | { readonly Table: readonly (readonly [string, Type])[] }
  | { readonly OneOf: readonly Type[] };

/** How an argument is parsed. The names differ from those of types. */
export type SyntaxShape =
  | "Any"
  | "Boolean"
  | "DateTime"
  | "Directory"
  | "Duration"
  | "Filepath"
  | "GlobPattern"
  | "Int"
  | "String"
  | { readonly List: SyntaxShape }
  | { readonly OneOf: readonly SyntaxShape[] };

export interface FlagSignature {
  readonly long: string;
  readonly short?: string | undefined;
  readonly desc: string;
  /** Absent for a switch. */
  readonly shape?: SyntaxShape | undefined;
  /** Offered by TAB from 0.108 on. */
  readonly completions?: readonly string[] | undefined;
}

export interface PositionalSignature {
  readonly name: string;
  readonly desc: string;
  readonly shape: SyntaxShape;
}

export interface ExampleSignature {
  readonly example: string;
  readonly description: string;
  /** The value `help` shows; null for none. */
  readonly result: Encodable;
}

export interface PluginSignature {
  readonly name: string;
  readonly description: string;
  readonly extraDescription: string;
  readonly searchTerms: readonly string[];
  readonly flags: readonly FlagSignature[];
  readonly rest: PositionalSignature | undefined;
  readonly input: Type;
  readonly output: Type;
  readonly category: string;
  readonly examples: readonly ExampleSignature[];
}

/**
 * One superset of fields and shapes serves 0.98 to 0.115, which ignore what they do not know; only types are gated.
 * Help is declared because Nushell does not add it: without the flag, `--help` is an unknown flag.
 */
export function encodeSignature(signature: PluginSignature, version: Version): Encodable {
  return {
    sig: {
      name: signature.name,
      description: signature.description,
      extra_description: signature.extraDescription,
      search_terms: signature.searchTerms,
      required_positional: [],
      optional_positional: [],
      rest_positional: signature.rest === undefined ? null : encodePositional(signature.rest),
      named: [
        { long: "help", short: "h", arg: null, required: false, desc: "Display the help message for this command" },
        ...signature.flags.map(encodeFlag),
      ],
      input_output_types: [[encodeType(signature.input, version), encodeType(signature.output, version)]],
      allow_variants_without_examples: true,
      is_filter: false,
      creates_scope: false,
      allows_unknown_args: false,
      category: { Custom: signature.category },
    },
    examples: signature.examples.map(({ example, description, result }) => ({ example, description, result })),
  };
}

function encodeFlag({ long, short, desc, shape, completions }: FlagSignature): Encodable {
  return {
    long,
    short: short ?? null,
    arg: shape ?? null,
    required: false,
    desc,
    completion: completions === undefined ? undefined : { List: completions },
  };
}

function encodePositional({ name, desc, shape }: PositionalSignature): Encodable {
  return { name, desc, shape };
}

/** Releases before 0.109 end the connection on `OneOf` as a type, so they are told `Any`. */
export function encodeType(type: Type, version: Version): Encodable {
  if (typeof type === "string") return type;
  if ("List" in type) return { List: encodeType(type.List, version) };
  if ("Record" in type) return { Record: encodeColumns(type.Record, version) };
  if ("Table" in type) return { Table: encodeColumns(type.Table, version) };
  return atLeast(version, "0.109") ? { OneOf: type.OneOf.map((member) => encodeType(member, version)) } : "Any";
}

function encodeColumns(columns: readonly (readonly [string, Type])[], version: Version): Encodable {
  return columns.map(([name, type]) => [name, encodeType(type, version)]);
}
