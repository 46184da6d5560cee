import { parse, TomlError } from "smol-toml";
import type { WorkflowDocument } from "../document.ts";
import type { Place } from "../../problem.ts";
import { locator, placesOf } from "../place.ts";
import { syntaxError } from "./text-problem.ts";

const deepest = 200;
const tooDeep = `nested deeper than ${deepest} levels`;
const openHeader = "expected a right bracket, found a newline";

/** Reads TOML 1.0. Integers that a number cannot hold become bigints, so that no value changes silently. */
export function readToml(path: string, text: string): WorkflowDocument {
  const placeAt = placesOf(text);
  let value: unknown;
  try {
    value = parse(text, { integersAsBigInt: "asNeeded", maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = { line: error.line, column: error.column };
    // The lines after the first draw the place, which the problem has as numbers.
    const reason = error.message.split("\n", 1).join("").replace("Invalid TOML document: ", "");
    return {
      problems: [syntaxError(path, place, headerEnds(text, place) ? reason : openHeader)],
      content: undefined,
    };
  }
  // Tables may also be nested by their headers, which the parser does not count.
  if (isDeeper(value, deepest)) {
    return { problems: [syntaxError(path, undefined, tooDeep)], content: undefined };
  }
  return {
    problems: [],
    content: {
      value,
      places: async () => {
        const { tomlPlaces } = await import("./toml-places.ts");
        try {
          return locator(tomlPlaces(text), placeAt);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          // That parser takes a value's characters as arguments, and a long text's do not fit: what is found has no place then.
          return () => undefined;
        }
      },
    },
  };
}

/** Without recursion: a header in a file of 64 MiB nests deeper than any stack. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((part) => (typeof part === "object" && part !== null ? Object.values(part) : []));
  }
  return false;
}

/**
 * Whether the place is not the end of a `[header` without a bracket. There the parser would only say that a character is
 * illegal.
 */
function headerEnds(text: string, { line, column }: Place): boolean {
  const written = text.split(/\r?\n/, line).at(-1) ?? "";
  return !/^\s*\[[^\]]*$/.test(written) || column <= written.length;
}
