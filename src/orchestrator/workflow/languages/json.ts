import type { WorkflowDocument } from "../document.ts";
import { scanJson } from "../../syntax/json-scanner.ts";
import { locator, placesOf } from "../../syntax/place.ts";
import { duplicateKey, unreadable } from "./text-problem.ts";

/** Reads strict JSON (RFC 8259). If a key appears twice its last value counts, and the second key is a problem. */
export function readJson(path: string, text: string): WorkflowDocument {
  const scan = scanJson(text);
  if (scan.failure !== undefined) {
    const { offset, message } = scan.failure;
    return unreadable(path, text, offset, message);
  }
  const placeAt = placesOf(text);
  const { value, root, duplicates } = scan;
  return {
    problems: duplicates.map(({ key, offset }) => duplicateKey(path, placeAt(offset), key)),
    content: {
      value,
      isComputed: false,
      places: () => Promise.resolve(locator(root, placeAt)),
    },
  };
}
