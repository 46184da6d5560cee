import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import { listed } from "../text/sentences.ts";
import { scanJson } from "../syntax/json-scanner.ts";

// The most keys that a message names.
const mostNamed = 3;

/**
 * Finds the keys that appear twice in one record of a JSON file. Its value has the last one, as from `JSON.parse`, while
 * serde, with which the daemon reads, refuses a field that it knows and finds twice.
 */
export function repeatedKeys(path: string, text: string): readonly Problem[] {
  const scan = scanJson(text);
  if (scan.failure !== undefined || scan.duplicates.length === 0) return [];
  const keys = [...new Set(scan.duplicates.map(({ key }) => key))];
  const list = listed(keys.map(quote), mostNamed);
  return [problem("duplicate-key", path, `a key appears twice in one record: ${list}; the last one is shown`)];
}
