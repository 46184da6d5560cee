const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const longest = 160;

/**
 * Text from a file or a file name, made fit for a message: control, bidirectional and other invisible characters are
 * written as `\u{1b}`, and what is longer than 160 characters is cut. A terminal never obeys what a file says.
 */
export function printable(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replaceAll(unsafe, escape);
}

/** Like `printable`, but never cut: for paths, which are of no use in part. */
export function printablePath(path: string): string {
  return path.replaceAll(unsafe, escape);
}

/** Any JSON value as it would stand in a file, fit for a message. */
export function printableJson(value: unknown): string {
  if (typeof value === "string") return `"${printable(value)}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

function escape(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
