import type { WorkflowDocument } from "./document.ts";
import type { Evaluators } from "./evaluators/evaluators.ts";
import type { EvaluatedLanguage, EvaluationOptions } from "./evaluators/evaluation.ts";
import { type Language, languageOf } from "./language.ts";
import type { WorkflowText } from "./parse-text.ts";
import { readText, requireReadable } from "./workflow-file.ts";
import { notText, strangeText } from "./languages/text-problem.ts";
import { lineOf } from "../syntax/place.ts";

export interface ReadOptions extends EvaluationOptions {
  readonly evaluators: Evaluators;
  /** The language of the file, regardless of its extension. */
  readonly language?: Language | undefined;
}

/**
 * Reads a workflow file in the given language, or else in the one that its extension stands for. It gives the text where that
 * is still to be parsed, or else a document, with problems if the file is broken. Throws an `OrchestratorError` if the file
 * cannot be read at all or its evaluator is missing.
 */
export async function readSource(path: string, options: ReadOptions): Promise<WorkflowDocument | WorkflowText> {
  requireReadable(path);
  const language = options.language ?? languageOf(path);
  if (language === "KCL" || language === "Nickel") return evaluateFile(path, language, options);
  const text = await readText(path, options.signal);
  return typeof text === "string" ? { path, language, text } : notText(path, language, text);
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
