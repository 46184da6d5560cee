import type { WorkflowDocument } from "./document.ts";
import type { Evaluators } from "./evaluators/evaluators.ts";
import type { EvaluatedLanguage, EvaluationOptions } from "./evaluators/evaluation.ts";
import { type Language, languageOf } from "./language.ts";
import { readText, requireReadable } from "./workflow-file.ts";
import { notText, strangeText } from "./languages/text-problem.ts";
import { lineOf } from "../syntax/place.ts";

export interface ReadOptions extends EvaluationOptions {
  readonly evaluators: Evaluators;
  /** The language of the file, regardless of its extension. */
  readonly language?: Language | undefined;
}

/**
 * Reads a workflow file in the given language, or else in the one that its extension stands for. A broken file gives a
 * document with problems. Throws an `OrchestratorError` if the file cannot be read at all or its evaluator is missing. Each
 * parser is loaded for the first file that needs it, so that other commands start without them.
 */
export async function readDocument(path: string, options: ReadOptions): Promise<WorkflowDocument> {
  requireReadable(path);
  const language = options.language ?? languageOf(path);
  if (language === "KCL" || language === "Nickel") return evaluateFile(path, language, options);
  const text = await readText(path, options.signal);
  return typeof text === "string" ? parseText(path, language, text) : notText(path, language, text);
}

/**
 * Evaluates a file. If that fails for something that has a name of its own, in the file or in one that it imports, the
 * name says more than what the evaluator makes of it.
 */
export async function evaluateFile(
  path: string,
  language: EvaluatedLanguage,
  options: ReadOptions,
): Promise<WorkflowDocument> {
  const document = await options.evaluators.evaluate(path, language, options);
  if (document.content !== undefined) return document;
  const { path: file, place } = document.problems.find(({ severity }) => severity === "error") ?? { path };
  // That of another file says so itself if it could not be read or is no text.
  if (file !== path && place === undefined) return document;
  const text = await readText(file, options.signal);
  if (typeof text !== "string") return file === path ? notText(path, language, text) : document;
  const strange = strangeText(file, text, lineOf(text, place ?? { line: 1, column: 1 }));
  return strange === undefined ? document : { problems: [strange], content: undefined };
}

/** Parses a text. `path` is what messages call it. */
export async function parseText(
  path: string,
  language: Exclude<Language, "KCL" | "Nickel">,
  text: string,
): Promise<WorkflowDocument> {
  switch (language) {
    case "JSON": {
      const { readJson } = await import("./languages/json.ts");
      return readJson(path, text);
    }
    case "YAML": {
      const { readYaml } = await import("./languages/yaml.ts");
      return readYaml(path, text);
    }
    case "TOML": {
      const { readToml } = await import("./languages/toml.ts");
      return readToml(path, text);
    }
  }
}
