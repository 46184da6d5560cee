import { expect, it } from "vitest";
import { helpText } from "../../../src/nushell/command/help-text.ts";

it("breaks a command's description between words within 80 columns [help-lines]", () => {
  const word = "x".repeat(26);
  expect(helpText(`${word} ${word} ${word} y`)).toBe(`${word} ${word} ${word}\ny`);
  expect(helpText(`${word} ${word} ${word}`)).toBe(`${word} ${word} ${word}`);
  expect(helpText("x".repeat(81))).toBe("x".repeat(81));
  expect(helpText(`a ${"x".repeat(81)} b c`)).toBe(`a\n${"x".repeat(81)}\nb c`);
});

it("leaves whole what is in backquotes, indented lines, and empty ones [help-lines]", () => {
  const code = "`a b c`,";
  expect(helpText(`${"x".repeat(74)} ${code} y`)).toBe(`${"x".repeat(74)}\n${code} y`);
  const indented = `  ${"x ".repeat(50)}`;
  expect(helpText(`a\n\n${indented}\n`)).toBe(`a\n\n${indented}\n`);
  expect(helpText("")).toBe("");
});
