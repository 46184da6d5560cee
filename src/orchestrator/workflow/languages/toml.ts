import { parse, TomlError } from "smol-toml";
import type { WorkflowDocument } from "../document.ts";
import type { Place } from "../../problem.ts";
import { locator, placesOf } from "../place.ts";
import { syntaxError } from "./text-problem.ts";

const deepest = 200;
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
  return {
    problems: [],
    content: {
      value,
      places: async () => {
        const { tomlPlaces } = await import("./toml-places.ts");
        return locator(tomlPlaces(text), placeAt);
      },
    },
  };
}

/**
 * Whether the place is not the end of a `[header` without a bracket. There the parser would only say that a character is
 * illegal.
 */
function headerEnds(text: string, { line, column }: Place): boolean {
  const written = text.split(/\r?\n/, line).at(-1) ?? "";
  return !/^\s*\[[^\]]*$/.test(written) || column <= written.length;
}
