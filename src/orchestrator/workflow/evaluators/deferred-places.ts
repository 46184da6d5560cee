import type { EvaluatedLanguage } from "./evaluation.ts";
import type { Locate } from "../../syntax/place.ts";
import { sourceBytes } from "./evaluator-problem.ts";

/**
 * Returns a function that reads the source on demand and finds the parts of an evaluated value in it, as far as its text
 * shows them.
 */
export function deferredPlaces(path: string, language: EvaluatedLanguage, value: unknown): () => Promise<Locate> {
  return async () => {
    const { sourceLocator } = await import("./source-places.ts");
    // A byte order mark does not count as a column.
    const text = sourceBytes(path)
      ?.toString("utf8")
      .replace(/^\uFEFF/, "");
    return sourceLocator(text ?? "", language, value);
  };
}
