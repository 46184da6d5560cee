import * as nu from "nu-plugin";
import type { Json } from "../../orchestrator/files/json-file.ts";
import { isNumber, type Numeral } from "../../orchestrator/text/numeral.ts";

/**
 * Returns a value of a JSON file as Nushell's own `open` gives it, except that a number beyond 64 bits or beyond a float
 * is the text that the file has: `open` would give other digits, infinity or an error.
 */
export function jsonValue(value: Json): nu.Plain {
  if (isNumber(value)) return numberValue(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(jsonValue);
  return new Map(Object.entries(value).map(([name, item]) => [name, jsonValue(item)]));
}

function numberValue(value: number | Numeral): nu.Plain {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  const text = String(value);
  if (/^-?\d+$/.test(text)) {
    // No integer of more digits fits, and making a bigint of very many takes long.
    const integer = text.length <= 20 ? BigInt(text) : undefined;
    return integer !== undefined && BigInt.asIntN(64, integer) === integer ? integer : text;
  }
  const float = Number(text);
  return Number.isFinite(float) ? new nu.Float(float) : text;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
