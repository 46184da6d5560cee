import type { WorkflowDocument } from "../document.ts";
import { scanJson } from "./json-scanner.ts";
import { locator, placesOf } from "../place.ts";
import { duplicateKey, syntaxError } from "./text-problem.ts";

/** Strict JSON (RFC 8259). Of a key that appears twice the last value counts, as `JSON.parse` has it, and the second key is reported. */
export function readJson(path: string, text: string): WorkflowDocument {
  const scan = scanJson(text);
  const placeAt = placesOf(text);
  if (scan.failure !== undefined) {
    const { offset, message } = scan.failure;
    return { problems: [syntaxError(path, placeAt(offset), message)], content: undefined };
  }
  const { root, duplicates } = scan;
  return {
    problems: duplicates.map(({ key, offset }) => duplicateKey(path, placeAt(offset), key)),
    content: {
      value: JSON.parse(text),
      places: () => Promise.resolve(locator(root, placeAt)),
    },
  };
}
