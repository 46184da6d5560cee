import { expect, it } from "vitest";
import { asArgument } from "nu-plugin";
import { nuValue } from "../../support/nu.ts";

const texts = [
  "task-001",
  "größe",
  "a/b.json",
  "user@host:1",
  "true",
  "false",
  "null",
  "NaN",
  "inf",
  "infinity",
  "nullable",
  "1..3",
  "2026-03-14",
  "10kb",
  "",
  " ",
  "a b",
  "-x",
  "--flag",
  "$env.PATH",
  "$(rm)",
  "(1 + 1)",
  "a; exit 1",
  "a | b",
  "#comment",
  "it's",
  'say "hi"',
  "back\\slash",
  "\\n",
  "`tick`",
  "~/x",
  "*.json",
  "[a b]",
  "{a: 1}",
  "a\nb\r\tc",
  "\u001b[31mred\u001b[0m",
  "right\u202eleft",
  "zero\u200bwidth",
  "line\u2028separator",
  "😀",
];

it("writes a text as an argument that Nushell reads back as that text [argument-quoted]", async () => {
  const script = `def same [text: string] { $text }; [${texts.map((text) => `(same ${asArgument(text)})`).join(" ")}]`;
  expect(await nuValue(script, { plugins: [] })).toEqual(texts);
});

it("leaves one word bare, and escapes what a terminal would act upon [argument-quoted]", () => {
  expect(asArgument("task-001")).toBe("task-001");
  expect(asArgument("a b")).toBe('"a b"');
  expect(asArgument("\u001b[2J")).toBe(String.raw`"\u{1b}[2J"`);
  expect(asArgument("\ud800")).toBe(String.raw`"\u{d800}"`);
});
