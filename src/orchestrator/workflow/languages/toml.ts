import { parse, TomlError } from "smol-toml";
import type { WorkflowDocument } from "../document.ts";
import { locator, placesOf } from "../place.ts";
import { syntaxError } from "./text-diagnostic.ts";

const deepest = 200;

/** TOML 1.0. Integers that a number cannot hold become bigints, so that no value is silently another one. */
export function readToml(path: string, text: string): WorkflowDocument {
  const placeAt = placesOf(text);
  let value: unknown;
  try {
    value = parse(text, { integersAsBigInt: "asNeeded", maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = { line: error.line, column: error.column };
    // Behind the first line the message draws the place, which the diagnostic has as numbers.
    const reason = error.message.split("\n", 1).join("").replace("Invalid TOML document: ", "");
    return { diagnostics: [syntaxError(path, place, reason)], content: undefined };
  }
  return {
    diagnostics: [],
    content: {
      value,
      places: async () => {
        const { tomlPlaces } = await import("./toml-places.ts");
        return locator(tomlPlaces(text), placeAt);
      },
    },
  };
}
