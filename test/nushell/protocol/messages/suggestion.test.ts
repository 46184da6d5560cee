import { expect, it } from "vitest";
import { encodeSuggestion, type Suggestion } from "../../../../src/nushell/protocol/messages/suggestion.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { unpack } from "../../message-pack.ts";

const encoded = (suggestion: Suggestion) => unpack(encode(encodeSuggestion(suggestion)));

it("says what is inserted and whether a space follows, which Nushell demands [suggestion-fields]", () => {
  expect(encoded({ value: "pending" })).toEqual({
    value: "pending",
    append_whitespace: true,
    description: null,
    display_override: null,
    span: null,
    extra: null,
    match_indices: null,
    kind: null,
  });
});

it("says what else it is given [suggestion-fields]", () => {
  const span = { start: 3, end: 9 };
  expect(encoded({ value: "a", description: "An a", display: "A", appendWhitespace: false, span })).toEqual({
    value: "a",
    append_whitespace: false,
    description: "An a",
    display_override: "A",
    span,
    extra: null,
    match_indices: null,
    kind: null,
  });
});

it("says what matched, what more there is to it and what it is [suggestion-fields]", () => {
  const suggestion = { value: "abc", extra: ["run abc"], matchIndices: [0, 2] };
  expect(encoded({ ...suggestion, kind: "Directory" })).toMatchObject({
    extra: ["run abc"],
    match_indices: [0, 2],
    kind: "Directory",
  });
  expect(encoded({ ...suggestion, kind: { Value: { List: { OneOf: ["Int", "Nothing"] } } } })).toMatchObject({
    kind: { Value: { List: { OneOf: ["Int", "Nothing"] } } },
  });
  expect(encoded({ ...suggestion, kind: { Command: "Plugin" } })).toMatchObject({
    kind: { Command: ["Plugin", null] },
  });
});

it("shows texts in the menu that act on no terminal, and inserts the value as it is [terminal-text]", () => {
  const raw = "a\u001b[31m";
  expect(encodeSuggestion({ value: raw, description: raw, display: raw, extra: [raw] })).toMatchObject({
    value: raw,
    description: "a\\u{1b}[31m",
    display_override: "a\\u{1b}[31m",
    extra: ["a\\u{1b}[31m"],
  });
});
