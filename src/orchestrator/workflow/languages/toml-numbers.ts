import { Numeral, readNumeral } from "../../text/numeral.ts";
import { WrittenDate } from "../../text/written-date.ts";
import type { PlaceNode } from "../../syntax/place.ts";
import { setField } from "../../syntax/set-field.ts";

// What may be a number or a date: also in a string or a comment, where it costs no more than a second look.
const literals = /(?<![^\s=,[])[+-]?(?:\d[\w.:+-]*|inf|nan)/g;
const literal = /[+-]?\w[\w.:+-]*(?: \d\d:[\d.:]+(?:Z|[+-][\d:]+)?)?/iy;

/** Whether a text may have numbers that JavaScript would not give back as they are written, or dates. */
export function mayHaveNumerals(text: string): boolean {
  for (const [found] of text.matchAll(literals)) if (readNumeral(found) instanceof Numeral) return true;
  return false;
}

/** Gives the numbers and dates in a value the text that the file has at their places. */
export function asWritten(value: unknown, node: PlaceNode | undefined, text: string): unknown {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const children = node?.children();
    for (const [key, inner] of Object.entries(value)) {
      setField(value, key, asWritten(inner, children?.get(Array.isArray(value) ? Number(key) : key), text));
    }
    return value;
  }
  if (typeof value !== "number" && typeof value !== "bigint" && !(value instanceof Date)) return value;
  literal.lastIndex = node?.offset ?? text.length;
  const [found = String(value)] = literal.exec(text) ?? [];
  return value instanceof Date ? new WrittenDate(found, value) : readNumeral(found);
}
