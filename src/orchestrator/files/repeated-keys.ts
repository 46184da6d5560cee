import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import { scanJson } from "../workflow/languages/json-scanner.ts";

// The most keys that a message names.
const named = 3;

/**
 * Finds the keys that appear twice in one record of a JSON file. Its value has the last one, as from `JSON.parse`, while
 * serde, with which the daemon reads, refuses a field that it knows and finds twice.
 */
export function repeatedKeys(path: string, text: string): readonly Problem[] {
  const scan = scanJson(text);
  if (scan.failure !== undefined || scan.duplicates.length === 0) return [];
  const keys = [...new Set(scan.duplicates.map(({ key }) => key))];
  const list = keys.slice(0, named).map(quote).join(", ");
  const more = keys.length > named ? ` and ${keys.length - named} more` : "";
  return [problem("duplicate-key", path, `a key appears twice in one record: ${list}${more}; the last one is shown`)];
}
