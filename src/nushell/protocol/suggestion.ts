import type { Encodable } from "./msgpack-writer.ts";
import type { Span } from "./span.ts";

/** What TAB offers. */
export interface Suggestion {
  /** What is inserted. */
  readonly value: string;
  readonly description?: string;
  /** What is shown instead of the value. */
  readonly display?: string;
  /** Whether a space follows; true if not given. */
  readonly appendWhitespace?: boolean;
  /** What it replaces; if not given, what was typed of the argument. */
  readonly span?: Span;
}

export function encodeSuggestion({ value, description, display, appendWhitespace, span }: Suggestion): Encodable {
  return {
    value,
    append_whitespace: appendWhitespace ?? true,
    description: description ?? null,
    display_override: display ?? null,
    span: span === undefined ? null : { ...span },
  };
}
