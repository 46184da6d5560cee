import { Numeral } from "./numeral.ts";

// The characters that are invisible by themselves and still a part of how text is written.
const kept = [
  // How an emoji, or the digit of a keycap, is to be drawn.
  String.raw`(?<=\p{Extended_Pictographic})[\u{fe0e}\u{fe0f}]`,
  String.raw`(?<=[0-9#*])\u{fe0f}(?=\u{20e3})`,
  // What makes one emoji of several.
  String.raw`(?<=\p{Extended_Pictographic}[\u{fe0f}\p{Emoji_Modifier}]?)\u{200d}(?=\p{Extended_Pictographic})`,
  // What joins and parts the letters of Arabic's and India's scripts; in others it would change nothing that is seen.
  String.raw`(?<=[\u{620}-\u{dff}])[\u{200c}\u{200d}](?=[\u{620}-\u{dff}])`,
].join("|");
/** What nobody sees, as part of a class of a regular expression: control and invisible characters. */
export const unseen = String.raw`\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u{2800}`;
const color = String.raw`\u{1b}\[[\d;:]*m`;
const colors = new RegExp(color, "gu");
// V8 takes a millisecond to make the first of these, so that waits for a text that is not plain ASCII.
// The characters that can make a message lie: those that nobody sees, the marks that reorder text among them, and every
// space and separator but the plain one.
const unsafe = () => new RegExp(String.raw`(?! |${kept})[${unseen}\p{Cs}\p{Z}]`, "gu");
// The same where lines are to be read as a program printed them: its tabs, line ends, colours and spaces stay.
const unsafeInLines = () => new RegExp(String.raw`(?![\t\n]|${color}|${kept})[${unseen}\p{Cs}]`, "gu");
const shortEscapes = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
const longest = 200;

/**
 * Returns text from a file, or a file's name, with whatever a terminal would act upon and what nobody would see escaped
 * as `\n` or `\u{1b}`. What is already printable stays as it is.
 */
export function printable(text: string): string {
  return isPlainAscii(text) ? text : text.replace(unsafe(), escapeCharacter);
}

/**
 * Returns what a program printed, with all that a terminal would act upon escaped as by `printable`, except for tabs, line
 * ends and colours. A colour ends with its line, so that it changes the look of nothing else.
 */
export function printableLines(text: string): string {
  return text.replace(unsafeInLines(), escapeCharacter).replace(/\u{1b}\[(?!0?m)[^\u{1b}\n]*$/gmu, "$&\u{1b}[0m");
}

/** Whether a text is on one line and of ASCII alone, as most are: what nobody sees is not in it, nor what looks like another letter. */
export function isPlainAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** Returns what a program printed without its colours. */
export function withoutColors(text: string): string {
  return text.replace(colors, "");
}

/** Returns `printable` text, cut to a length that fits a message. */
export function excerpt(text: string): string {
  return printable(cut(text, longest));
}

/**
 * Returns the beginning of a text, up to `length` UTF-16 units, with a mark where there is more. It never cuts an emoji
 * in two.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // The character at the cut has at most two units.
  const end = new Intl.Segmenter().segment(text.slice(0, length + 2)).containing(length)?.index ?? length;
  return `${text.slice(0, end)}…`;
}

/** Returns an excerpt in double quotes. */
export function quote(name: string): string {
  return `"${excerpt(name)}"`;
}

/** Returns any JSON value as it would stand in a file, fit for a message. */
export function quoteJson(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null && !(value instanceof Numeral)) return "an object";
  return excerpt(String(value));
}

/** Returns a message such as `priority "5.0" is not an integer` or `created_at is a list, not a date`. */
export function isNot(field: string, value: unknown, expected: string): string {
  const found = quoteJson(value);
  return typeof value === "object" && !(value instanceof Numeral)
    ? `${field} is ${found}, not ${expected}`
    : `${field} ${found} is not ${expected}`;
}

/** Returns a name with every character beyond ASCII escaped, to tell it from one that looks the same. */
export function spelled(name: string): string {
  return name.replace(/[^ -~]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return shortEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
