import type { TomlError } from "smol-toml";
import type { Place } from "../../problem.ts";
import type { WorkflowDocument } from "../document.ts";
import { lineStart, placesOf } from "../../syntax/place.ts";
import { duplicateKey, loneReturn, unreadable } from "./text-problem.ts";

const openHeader = "expected a right bracket, found a newline";

/** Returns the document of a text that the parser refuses, with what is wrong in better words where there are some. */
export async function brokenToml(path: string, text: string, error: TomlError): Promise<WorkflowDocument> {
  const { line, column } = error;
  const offset = lineStart(text, line) + column - 1;
  const [reason = ""] = error.message.replace("Invalid TOML document: ", "").split("\n", 1);
  const lone = /\r(?!\n)/.exec(text)?.index;
  if (lone !== undefined && lone <= offset) return unreadable(path, text, lone, loneReturn("TOML"));
  if (reason.startsWith("trying to redefine")) {
    const { repeatedKey } = await import("./toml-places.ts");
    const repeated = repeatedKey(text);
    if (repeated !== undefined) {
      const place = placesOf(text)(repeated.offset);
      return { problems: [duplicateKey(path, place, repeated.key)], content: undefined };
    }
  }
  return unreadable(path, text, offset, headerEnds(text, error) ? inSingleQuotes(reason) : openHeader);
}

/** Adds what to do to what the parser says of a backslash that begins no escape, as those of a path on Windows. */
function inSingleQuotes(reason: string): string {
  return reason.includes("escape") ? `${reason}; a string with backslashes needs single quotes` : reason;
}

/**
 * Whether the place is not the end of a `[header` without a bracket. There the parser would only say that a character is
 * illegal.
 */
function headerEnds(text: string, { line, column }: Place): boolean {
  const written = text.split(/\r?\n/, line).at(-1) ?? "";
  return !/^\s*\[[^\]]*$/.test(written) || column <= written.length;
}
