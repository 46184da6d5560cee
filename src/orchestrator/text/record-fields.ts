import type { Note } from "../problem.ts";
import { isNot } from "./printable.ts";
import { readTimestamp, type Timestamp } from "../timestamp.ts";

/** A map as JSON has it: no list, no null, no date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A date field's instant; a field that is there and no valid date is noted. */
export function readDate(value: unknown, field: string, note: Note): Timestamp | undefined {
  if (value === undefined || value === null) return undefined;
  const timestamp = typeof value === "string" ? readTimestamp(value) : undefined;
  if (timestamp === undefined) {
    note("bad-date", `${isNot(field, value, "a valid date and time (RFC 3339)")}: taken as missing`);
  }
  return timestamp;
}
