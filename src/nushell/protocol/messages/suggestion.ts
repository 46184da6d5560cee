import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { place, type Span } from "../values/span.ts";
import { array, boolean, checkFields, object, optional, text, texts, type Fields } from "../fields.ts";
import { terminalText } from "../texts/terminal-text.ts";
import { encodeType, type Type } from "./type.ts";

/** A completion that TAB offers. */
export interface Suggestion {
  /** The text that is inserted, as it is. In the other texts, characters that a terminal would act upon are escaped. */
  readonly value: string;
  /** What the menu says beside it. */
  readonly description?: string;
  /** The text that is shown instead of the value. */
  readonly display?: string;
  /** Whether a space follows it. By default it does. */
  readonly appendWhitespace?: boolean;
  /** What it replaces. By default what the user has typed of the argument. */
  readonly span?: Span;
  /** Further lines about it, such as examples. */
  readonly extra?: readonly string[];
  /**
   * The numbers, from 0, of its characters (graphemes) that match what was typed: for a completer that matches loosely.
   */
  readonly matchIndices?: readonly number[];
  /** What it is, which Nushell may show by a style. */
  readonly kind?: SuggestionKind;
}

/** What a suggestion is. A Value is of a type, a Command is built in, defined by `def` (Custom), and so on. */
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

const fields = {
  value: text,
  description: optional(text),
  display: optional(text),
  appendWhitespace: optional(boolean),
  span: optional(place),
  extra: optional(texts),
  matchIndices: optional(array),
  kind: optional({ words: 'a kind, such as "File"', fits: (value) => typeof value === "string" || object.fits(value) }),
} satisfies Fields<Suggestion>;

/** Throws a TypeError for a suggestion with an unknown key, which TypeScript lets pass in what a function returns. */
export function checkedSuggestion(suggestion: Suggestion): Suggestion {
  checkFields(suggestion, fields, "a suggestion");
  return suggestion;
}

/** The first release that asks for suggestions. Later ones know all of its types. */
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
  // The second item is the command's number in Nushell, which may be left out.
  return "Value" in kind ? { Value: encodeType(kind.Value, oldest) } : { Command: [kind.Command, null] };
}
