import { scanJson } from "../../syntax/json-scanner.ts";

/** The value that a tool evaluated. It is in an object, because the value itself may be null. */
export interface JsonOutput {
  readonly json: unknown;
}

// Each guess at the start of the JSON may parse the output to its end, so their number is limited.
const mostGuesses = 100;

/**
 * Parses the JSON at the end of a text. Several documents, which `kcl` separates with commas, become a list. `kcl` writes
 * what the file prints before the JSON, which therefore starts at the beginning of some line.
 */
export function jsonAtEnd(text: string): JsonOutput | undefined {
  const whole = readOutput(text);
  if (whole !== undefined) return whole;
  const several: unknown[] = [];
  let end = text.length;
  for (;;) {
    const last = lastDocument(text.slice(0, end));
    if (last === undefined) break;
    several.unshift(last.json);
    if (!/(^|\n)(\}|\]|\{\}|\[\]),\n?$/.test(text.slice(Math.max(0, last.start - 8), last.start))) break;
    end = text.lastIndexOf(",", last.start);
  }
  if (several.length === 0) return undefined;
  return { json: several.length === 1 ? several[0] : several };
}

/** Parses JSON documents, one on each line, which is how KCL's library returns several. */
export function jsonLines(text: string): JsonOutput | undefined {
  const whole = readOutput(text);
  if (whole !== undefined) return whole;
  const documents = text.split("\n").filter((line) => line.trim() !== "");
  const values = documents.map(readOutput);
  return values.length > 0 && values.every((value) => value !== undefined)
    ? { json: values.map(({ json }) => json) }
    : undefined;
}

function lastDocument(text: string): { json: unknown; start: number } | undefined {
  let start = text.length;
  for (let guess = 0; guess < mostGuesses && start > 0; guess += 1) {
    start = Math.max(lastLineOf(text, "{", start - 1), lastLineOf(text, "[", start - 1));
    if (start < 0) return undefined;
    const rest = readOutput(text.slice(start));
    if (rest !== undefined) return { json: rest.json, start };
    // Indented output has only one opening bracket in the first column. A second guess would only be right by accident.
    if (text[start + 1] === "\n") return undefined;
  }
  return undefined;
}

/** Returns the start of the last line before `end` that begins with `opener`; -1 if there is none. */
function lastLineOf(text: string, opener: string, end: number): number {
  const found = end < 0 ? -1 : text.lastIndexOf(`\n${opener}`, end - 1);
  return found < 0 ? (text.startsWith(opener) && end >= 0 ? 0 : -1) : found + 1;
}

/** Parses a text that may be the JSON of a value, whose numbers stay as they are written; undefined if it is not. */
export function readOutput(text: string): JsonOutput | undefined {
  const scan = scanJson(text);
  return scan.failure === undefined ? { json: scan.value } : undefined;
}

/** Parses a message that may be JSON; undefined if it is not. */
export function parsedJson(text: string): JsonOutput | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
