import type { Encodable } from "./msgpack-writer.ts";
import { encodeType, type Type } from "./signature.ts";
import type { Span } from "./span.ts";
import { terminalText } from "./terminal-text.ts";

/** What TAB offers. */
export interface Suggestion {
  /** What is inserted, as it is: in the other texts what a terminal would act upon is escaped. */
  readonly value: string;
  readonly description?: string;
  /** What is shown instead of the value. */
  readonly display?: string;
  /** Whether a space follows; true if not given. */
  readonly appendWhitespace?: boolean;
  /** What it replaces; if not given, what was typed of the argument. */
  readonly span?: Span;
  /** More about it, such as examples. */
  readonly extra?: readonly string[];
  /** Which of its characters (graphemes) match what was typed, counted from 0: for a completer that matches loosely. */
  readonly matchIndices?: readonly number[];
  /** What it is, by which Nushell may style it. */
  readonly kind?: SuggestionKind;
}

export type SuggestionKind =
  | "CellPath"
  | "Directory"
  | "File"
  | "Flag"
  | "Module"
  | "Operator"
  | "Variable"
  | { readonly Value: Type }
  | { readonly Command: "Builtin" | "Custom" | "Keyword" | "External" | "Alias" | "Plugin" };

/** The first release that asks for suggestions: what types it knows, later ones do. */
const oldest = { major: 0, minor: 109, patch: 0 };

export function encodeSuggestion(suggestion: Suggestion): Encodable {
  const { value, description, display, appendWhitespace, span, extra, matchIndices, kind } = suggestion;
  return {
    value,
    append_whitespace: appendWhitespace ?? true,
    description: description === undefined ? null : terminalText(description),
    display_override: display === undefined ? null : terminalText(display),
    span: span === undefined ? null : { ...span },
    extra: extra?.map(terminalText) ?? null,
    match_indices: matchIndices ?? null,
    kind: encodeKind(kind),
  };
}

function encodeKind(kind: SuggestionKind | undefined): Encodable {
  if (typeof kind !== "object") return kind ?? null;
  // A command's number is Nushell's own, and may be left out.
  return "Value" in kind ? { Value: encodeType(kind.Value, oldest) } : { Command: [kind.Command, null] };
}
