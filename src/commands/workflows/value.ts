import type { Value } from "../../nushell/index.ts";

/**
 * Converts a value to what JSON, YAML or TOML would give. A type that none of them has becomes a symbol that names it.
 */
export function workflowValue(value: Value): unknown {
  switch (value.kind) {
    case "Nothing":
      return null;
    case "Bool":
    case "Int":
    case "Float":
    case "String":
    case "Glob":
      return value.val;
    case "Date":
      return new Date(value.val);
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
