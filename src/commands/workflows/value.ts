import type { Value } from "nu-plugin";
import { Numeral, readNumeral } from "../../orchestrator/text/numeral.ts";
import { WrittenDate } from "../../orchestrator/text/written-date.ts";

/**
 * Converts a value to what JSON, YAML or TOML would give. A type that none of them has becomes a symbol that names it.
 */
export function workflowValue(value: Value): unknown {
  switch (value.kind) {
    case "Nothing":
      return null;
    case "Bool":
    case "String":
    case "Glob":
      return value.val;
    case "Int":
      return readNumeral(String(value.val));
    case "Float":
      return floatOf(value.val);
    case "Date":
      return new WrittenDate(value.val, value.val);
    case "List":
      return value.vals.map(workflowValue);
    case "Record":
      return Object.fromEntries([...value.val].map(([key, item]) => [key, workflowValue(item)]));
    case "Error":
      throw value.error;
    default:
      return Symbol(`a ${value.kind.toLowerCase()}`);
  }
}

/** Returns a float as Nushell writes it, which a whole one tells from an integer. */
function floatOf(float: number): number | Numeral {
  if (Number.isInteger(float)) return new Numeral(float.toFixed(1));
  return Number.isFinite(float) ? float : new Numeral(String(float).replace("Infinity", "inf"));
}
