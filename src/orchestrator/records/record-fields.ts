import type { Note } from "../problem.ts";
import { isNumber, Numeral } from "../text/numeral.ts";
import { isNot, quoteJson } from "../text/printable.ts";
import { readTimestamp, type Timestamp } from "../timestamp.ts";

/** Whether a value is a map as JSON has it: no list, no null, no date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns a string as it is, any other value as JSON with its numbers as they are written, and null for nothing. */
export function textOrJson(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return (typeof value === "string" ? value : toJson(value)).toWellFormed();
}

/** Writes a value as `JSON.stringify` does, which cannot write a number as it was written. */
function toJson(value: unknown): string {
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${toJson(item)}`);
  return `{${members.join(",")}}`;
}

/** Returns an id. Notes a problem if it is a number, or if there is none of any use, and so the file's name has to stand for it. */
export function readId(value: unknown, field: string, note: Note): string | undefined {
  if (typeof value === "string" && value !== "") return value.toWellFormed();
  if (isNumber(value)) {
    note("id-not-text", `${field} ${quoteJson(value)} is a number: taken as text`);
    return String(value);
  }
  const lack =
    value === undefined || value === null || value === "" ? `has no ${field}` : isNot(field, value, "a string");
  note("no-id", `${lack}: the file's name stands for it`);
  return undefined;
}

/** Returns a list of strings, or null. Notes a problem if the value is anything else. */
export function readTexts(value: unknown, field: string, note: Note): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && !value.includes(null)) return value.map((item) => textOrJson(item) ?? "");
  note(
    "bad-field",
    `${Array.isArray(value) ? `${field} is a list that contains null, not a list of strings` : isNot(field, value, "a list of strings")}: taken as missing`,
  );
  return null;
}

/** Returns a date field's instant. Notes a problem if the field is there and is no valid date. */
export function readDate(value: unknown, field: string, note: Note): Timestamp | undefined {
  if (value === undefined || value === null) return undefined;
  const timestamp = typeof value === "string" ? readTimestamp(value) : undefined;
  if (timestamp === undefined) {
    note("bad-date", `${isNot(field, value, "a valid date and time (RFC 3339)")}: taken as missing`);
  }
  return timestamp;
}
