import { inspect } from "node:util";
import { CellPath } from "../../protocol/values/cell-path.ts";
import { DateTime } from "../../protocol/values/date-time.ts";
import { floatText } from "../../protocol/values/float-text.ts";
import { isBare, type Plain } from "../../protocol/values/plain.ts";
import { quoted } from "../../protocol/texts/quoting.ts";
import { Range } from "../../protocol/values/range.ts";
import { Duration, Filesize, Float } from "../../protocol/values/value-classes.ts";
import { isList, type Given } from "./given.ts";

/** Writes plain data in Nushell's own notation. Throws a TypeError for what it has none, such as closures. */
export function nuon(plain: Plain): string {
  const scalar = scalarNuon(plain);
  if (scalar !== undefined) return scalar;
  if (isList(plain)) return `[${plain.map(nuon).join(", ")}]`;
  return `{${columnsOf(plain)
    .map(([key, item]) => `${quoted(key)}: ${nuon(item)}`)
    .join(", ")}}`;
}

/** Writes what is neither a list nor a record. Returns undefined for anything else. */
export function scalarNuon(plain: Given): string | undefined {
  if (plain === null || plain === undefined) return "null";
  if (typeof plain === "string") return quoted(plain);
  if (typeof plain === "number") return Number.isSafeInteger(plain) ? String(plain) : floatText(plain);
  if (typeof plain === "function") return undefined;
  if (typeof plain !== "object") return String(plain);
  if (plain instanceof Float) return floatText(plain.value);
  if (plain instanceof Duration) return `${plain.nanoseconds}ns`;
  if (plain instanceof Filesize) return `${plain.bytes}B`;
  if (plain instanceof DateTime) return plain.text;
  if (plain instanceof Date) return plain.toISOString();
  if (plain instanceof Uint8Array) return `0x[${Buffer.from(plain).toString("hex")}]`;
  return plain instanceof Range || plain instanceof CellPath ? plain.toString() : undefined;
}

function columnsOf(plain: Plain): readonly [string, Plain][] {
  if (plain instanceof Map) return [...(plain as ReadonlyMap<string, Plain>)];
  if (typeof plain === "object" && plain !== null && isBare(plain)) return Object.entries(plain);
  throw new TypeError(`Nushell's notation has nothing for it, so it cannot be piped into nu: ${inspect(plain)}`);
}
