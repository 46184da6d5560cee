// Control and invisible characters, line separators, and the marks that reorder text: each can make a message lie.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const shortEscapes = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const longest = 200;

/** Text from a file, or a file's name, with whatever a terminal would act upon escaped as `\n` or `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** Like `printable`, but lines and tabs stay: for the text of another tool. */
export function printableLines(text: string): string {
  return text.replace(unsafe, (character) =>
    character === "\n" || character === "\t" ? character : escapeCharacter(character),
  );
}

/** Like `printable`, but cut to a length that fits a message. */
export function excerpt(text: string): string {
  return printable(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

/** An excerpt in double quotes. */
export function quote(name: string): string {
  return `"${excerpt(name)}"`;
}

/** Any JSON value as it would stand in a file, fit for a message. */
export function quoteJson(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

function escapeCharacter(character: string): string {
  return shortEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
