import { parse, TomlError } from "smol-toml";
import type { WorkflowDocument } from "../document.ts";
import type { Place } from "../../problem.ts";
import { locator, type PlaceNode, placesOf } from "../place.ts";
import { Numeral, readNumeral } from "../../text/numeral.ts";
import { WrittenDate } from "../../text/written-date.ts";
import { setField } from "./set-field.ts";
import { syntaxError } from "./text-problem.ts";

const deepest = 200;
const tooDeep = `nested deeper than ${deepest} levels`;
const openHeader = "expected a right bracket, found a newline";

/** Reads TOML 1.0. */
export async function readToml(path: string, text: string): Promise<WorkflowDocument> {
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
  let root: Promise<PlaceNode | undefined> | undefined;
  const places = () => (root ??= readPlaces(text));
  if (hasOtherNumbers(text)) asWritten(value, await places(), text);
  return {
    problems: [],
    content: {
      value,
      places: async () => {
        const found = await places();
        return found === undefined ? () => undefined : locator(found, placeAt);
      },
    },
  };
}

/** Returns undefined for a text that only the other parser can read. Most files do well without this one, so it is loaded late. */
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

// What may be a number or a date: also in a string or a comment, where it costs no more than a second look.
const literals = /(?<![^\s=,[])[+-]?(?:\d[\w.:+-]*|inf|nan)/g;
const literal = /[+-]?\w[\w.:+-]*(?: \d\d:[\d.:]+(?:Z|[+-][\d:]+)?)?/iy;

/** Whether a text may have numbers that JavaScript would not give back as they are written, or dates. */
function hasOtherNumbers(text: string): boolean {
  for (const [found] of text.matchAll(literals)) if (readNumeral(found) instanceof Numeral) return true;
  return false;
}

/** Gives the numbers and dates in a value the text that the file has at their places. */
function asWritten(value: unknown, node: PlaceNode | undefined, text: string): unknown {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const children = node?.children();
    for (const [key, inner] of Object.entries(value)) {
      setField(value, key, asWritten(inner, children?.get(Array.isArray(value) ? Number(key) : key), text));
    }
    return value;
  }
  if (typeof value !== "number" && typeof value !== "bigint" && !(value instanceof Date)) return value;
  literal.lastIndex = node?.offset ?? text.length;
  const [found = String(value)] = literal.exec(text) ?? [];
  return value instanceof Date ? new WrittenDate(found, value) : readNumeral(found);
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
