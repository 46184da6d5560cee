import { unseen } from "../../text/printable.ts";

// What editors, chats and word processors put in the place of plain characters, and what to do about it.
const kinds: readonly (readonly [RegExp, string])[] = [
  [/\u{feff}/u, "a byte order mark, which is not seen; remove it"],
  [/\u{a0}/u, "a no-break space; type a plain space"],
  [/(?! )\p{Zs}/u, "a space that is not the plain one; type a plain space"],
  [/[\p{Zl}\p{Zp}]/u, "a line separator, which is not seen; remove it"],
  [/[\p{Pi}\p{Pf}\u{201a}\u{201e}]/u, "a typographic quotation mark; type a plain one"],
  [/(?!-)[\p{Pd}\u{2212}]/u, "a dash that is not the plain one; type a plain one"],
  [/\p{Cc}/u, "a control character, which is not seen; remove it"],
  [new RegExp(`[${unseen}]`, "u"), "an invisible character; remove it"],
];

/** Says what a character is where an evaluator stumbled over it; undefined for one that can be seen and is plain. */
export function strangeCharacter(character: string | undefined): string | undefined {
  if (character === undefined || /^[\t\n\r]?$/.test(character)) return undefined;
  const [, kind] = kinds.find(([pattern]) => pattern.test(character)) ?? [];
  return kind === undefined ? undefined : `\\u{${character.codePointAt(0)?.toString(16)}} is ${kind}`;
}
