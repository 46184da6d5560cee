// Control characters, line separators, and the marks that reorder text: in a terminal each can make a message lie.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu;
const shortEscapes = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const longest = 200;

/** The text with whatever a terminal would act upon escaped as `\n` or `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** Like `printable`, but lines and tabs stay: for the text of another tool. */
export function printableLines(text: string): string {
  return text.replace(unsafe, (character) =>
    character === "\n" || character === "\t" ? character : escapeCharacter(character),
  );
}

/** A name from a file in double quotes, escaped and cut to a length that fits a message. */
export function quote(name: string): string {
  const cut = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return `"${printable(cut)}"`;
}

function escapeCharacter(character: string): string {
  return shortEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
