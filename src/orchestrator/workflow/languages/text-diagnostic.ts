import type { Diagnostic } from "../diagnostic.ts";
import type { Place } from "../place.ts";
import { printable, quote } from "../../text/printable.ts";

/** The file is not what its extension says; the message is the parser's. */
export function syntaxError(path: string, place: Place | undefined, message: string): Diagnostic {
  return diagnosticAt(path, place, "syntax-error", printable(message));
}

/** A map has the key twice; the place is the second one's. */
export function duplicateKey(path: string, place: Place, key: string): Diagnostic {
  return diagnosticAt(path, place, "duplicate-key", `the key ${quote(key)} appears twice in one map`);
}

/** YAML aliases multiply the document beyond reason. */
export function tooManyAliases(path: string, place: Place, limit: number): Diagnostic {
  const message = `the aliases (*name) of this file stand for more than ${limit} values`;
  return diagnosticAt(path, place, "too-many-aliases", message);
}

function diagnosticAt(
  path: string,
  place: Place | undefined,
  code: "syntax-error" | "duplicate-key" | "too-many-aliases",
  message: string,
): Diagnostic {
  return {
    severity: "error",
    code,
    message,
    path,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}
