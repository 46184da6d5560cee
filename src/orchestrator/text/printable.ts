// Control and invisible characters, every space and separator but the plain one, and the marks that reorder text: each can
// make a message lie. An emoji keeps the mark that says to draw it as one.
const unsafe =
  /(?! |(?<=\p{Extended_Pictographic})\u{fe0f})[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]/gu;
const shortEscapes = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const longest = 200;

/**
 * Text from a file, or a file's name, with whatever a terminal would act upon and what nobody would see escaped as `\n` or
 * `\u{1b}`. What is printable already stays as it is.
 */
export function printable(text: string): string {
  return text.replace(unsafe, escapeCharacter);
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
