import { parse, TomlError } from "smol-toml";
import type { WorkflowDocument } from "../document.ts";
import { locator, type PlaceNode, placesOf } from "../../syntax/place.ts";
import { syntaxError } from "./text-problem.ts";
import { brokenToml } from "./toml-error.ts";
import { asWritten, mayHaveNumerals } from "./toml-numbers.ts";

const deepest = 200;
const tooDeep = `nested deeper than ${deepest} levels`;

/** Reads TOML 1.0. */
export async function readToml(path: string, text: string): Promise<WorkflowDocument> {
  const placeAt = placesOf(text);
  let value: unknown;
  try {
    value = parse(text, { integersAsBigInt: "asNeeded", maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return brokenToml(path, text, error);
  }
  // Tables may also be nested by their headers, which the parser does not count.
  if (isDeeper(value, deepest)) {
    return { problems: [syntaxError(path, undefined, tooDeep)], content: undefined };
  }
  let root: Promise<PlaceNode | undefined> | undefined;
  const places = () => (root ??= readPlaces(text));
  if (mayHaveNumerals(text)) asWritten(value, await places(), text);
  return {
    problems: [],
    content: {
      value,
      isComputed: false,
      places: async () => {
        const found = await places();
        return found === undefined ? () => undefined : locator(found, placeAt);
      },
    },
  };
}

/** Returns undefined for a text that only the other parser can read. Most files need no places, so it is loaded late. */
async function readPlaces(text: string): Promise<PlaceNode | undefined> {
  const { tomlPlaces } = await import("./toml-places.ts");
  try {
    return tomlPlaces(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // That parser takes a value's characters as arguments, and a long text's do not fit.
    return undefined;
  }
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
