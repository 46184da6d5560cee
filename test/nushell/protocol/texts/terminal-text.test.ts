import { expect, it } from "vitest";
import { terminalText } from "../../../../src/nushell/protocol/texts/terminal-text.ts";

it("shows every character that acts on a terminal or turns its text around as what it is [terminal-text]", () => {
  const acts = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    const character = String.fromCodePoint(code);
    const isShown = acts.test(character) && !["\n", "\t"].includes(character);
    const expected = isShown ? `\\u{${code.toString(16)}}` : character;
    if (terminalText(character) !== expected) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
