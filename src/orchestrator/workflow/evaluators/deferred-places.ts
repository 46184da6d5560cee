import type { EvaluatedLanguage } from "./evaluation.ts";
import type { Locate } from "../place.ts";
import { sourceBytes } from "./evaluator-problem.ts";

/** Where the parts of an evaluated value stand in its source, as far as its text tells; read when first asked for. */
export function deferredPlaces(path: string, language: EvaluatedLanguage, value: unknown): () => Promise<Locate> {
  return async () => {
    const { sourceLocator } = await import("./source-places.ts");
    // Without a byte order mark, which is no column of anything.
    const text = sourceBytes(path)
      ?.toString("utf8")
      .replace(/^\uFEFF/, "");
    return sourceLocator(text ?? "", language, value);
  };
}
