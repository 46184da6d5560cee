import { describe, expect, it } from "vitest";
import { leftoverIn } from "../../../../src/orchestrator/workflow/languages/leftover.ts";

/** What is left in a text that was refused where `@` stands. */
function left(text: string): string | undefined {
  const found = leftoverIn(text.replace("@", ""), text.indexOf("@"));
  return found && `${found.offset} ${found.code}`;
}

describe("a text that a parser has refused", () => {
  it.each([
    ["a: 1\n@<<<<<<< HEAD\nb: 2\n", "5 merge-conflict"],
    ["@a:\r<<<<<<<\rb: 2\r", "3 merge-conflict"],
    ["a@\n||||||| base\n", "2 merge-conflict"],
    ["a: @{{ x }}\n", "3 unrendered-template"],
    ["- @{# note #}\n", "2 unrendered-template"],
    ["{ @${ x } }", "2 unrendered-template"],
    // Nobody is held to Git's own number of characters, and one mark may be all that is left.
    ["a: 1\n@<<<<<<<<<< HEAD\nb: 2\n", "5 merge-conflict"],
    ["a: 1\n@=======\nb: 2\n", "5 merge-conflict"],
    // Of several the one that the parser stumbled over, of several lines, or without an end.
    ['{ @{% if x %} "a": 1 {% endif %} }', "2 unrendered-template"],
    ["{@{- /* two\nlines */ -}}\na: 1\n", "0 unrendered-template"],
    ["a: {@{ .Values.b\nc: 1\n", "3 unrendered-template"],
    ["- {{ a }} @{{ b }} {{ c }}\n", "10 unrendered-template"],
    ["a: 1\n=======@\n", "5 merge-conflict"],
    // After the error in its line, and after a text in quotes.
    ["a: [@, {{ .y }}\n", "6 unrendered-template"],
    ['{"a": "b", "c": @{{ x }}}', "16 unrendered-template"],
    ['- "{{" @{{ .b }}\n', "7 unrendered-template"],
    ["  {% if x %}\n  a: 1@\n", "2 unrendered-template"],
    // The parser went on for a line.
    ["{% if x %}\na: 1@\n", "0 unrendered-template"],
  ])("is known for what another tool left in it: %j [validate-leftover]", (text, known) => {
    expect(left(text)).toBe(known);
  });

  it.each([
    ["a: <<<<<<< HEAD\n@b\n"],
    ["a: 1\n  <<<<<<< HEAD\n@b\n"],
    ["======= \n@"],
    ['a: "{{ x }}" @b\n'],
    ["a: x {{ y }}\nb: [@\n"],
    ['@{{"a": {"b": 1}}\n'],
    ["@a: }\nb: {{ x }}\n"],
    // A brace that was typed twice.
    ["- {@{id: a, type: create}}\n"],
    ["a = {@{b = 1}}\n"],
    ["# A heading\n=======\na: @}\n"],
    ["a: @}\n=======\n"],
    ["@"],
  ])("has an error of its own: %j [validate-leftover]", (text) => {
    expect(left(text)).toBeUndefined();
  });

  it("shows what it is of as it stands [validate-leftover]", () => {
    const helm = 'a: {{ include "b" . }}';
    expect(leftoverIn(helm, 3)?.message).toMatch(/^"\{\{ include "b" \. \}\}" belongs to a template/);
  });

  it("shows what has no end without the spaces after it [validate-leftover]", () => {
    expect(leftoverIn("a: {{ .x  \n", 3)?.message).toMatch(/^"\{\{ \.x" belongs to a template/);
  });

  it("is looked through in a time that its length bounds [names-linear]", () => {
    for (const piece of ["{{", "<%", "${", '"', "'", "{%\n", "<<<<<<<", "a"]) {
      const text = piece.repeat(2_000_000);
      expect(leftoverIn(text, text.length)).toBeUndefined();
    }
  });
});
