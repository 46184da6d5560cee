import type { WorkflowDocument } from "./document.ts";
import { evaluatedPlaces } from "./evaluated-places.ts";
import { evaluate, type EvaluatorEnv } from "./evaluator.ts";
import { placesOf } from "./place.ts";
import { largestFile, type Language, languageOf, readText, requireReadable } from "./source-file.ts";
import { syntaxError } from "./text-diagnostic.ts";

export interface ReadOptions {
  /** The caller's environment: where evaluators are looked for, and what they see. */
  readonly env: EvaluatorEnv;
  readonly signal: AbortSignal;
  /** Of a file, whatever its extension says. */
  readonly language?: Language | undefined;
  /** How long an evaluator may take. */
  readonly timeoutMs?: number;
  /** Whether what an evaluator gave for a file that has not changed since is good enough. */
  readonly cache?: boolean;
}

const defaultTimeoutMs = 30_000;

/**
 * Reads a workflow file in the language that is given, else the one its extension names. A broken file is a document with diagnostics;
 * a file that cannot be read at all, or whose tool is absent, throws an `OrchestratorError`.
 * Each parser is loaded when the first file asks for it, so that importing this costs nothing.
 */
export async function readDocument(path: string, options: ReadOptions): Promise<WorkflowDocument> {
  await requireReadable(path);
  const language = options.language ?? languageOf(path);
  if (language === "KCL" || language === "Nickel") return evaluateFile(path, language, options);
  const text = await readText(path, options.signal);
  if (text !== undefined) return parseText(path, language, text);
  return {
    diagnostics: [syntaxError(path, undefined, `not UTF-8, as ${language} must be`)],
    content: undefined,
  };
}

/** Reads a text that messages call `path`. */
export async function parseText(
  path: string,
  language: Exclude<Language, "KCL" | "Nickel">,
  text: string,
): Promise<WorkflowDocument> {
  switch (language) {
    case "JSON": {
      const { readJson } = await import("./json-document.ts");
      return readJson(path, text);
    }
    case "YAML": {
      const { readYaml } = await import("./yaml-document.ts");
      return readYaml(path, text);
    }
    case "TOML": {
      const { readToml } = await import("./toml-document.ts");
      return readToml(path, text);
    }
  }
}

/** What the evaluator cannot place is looked for in the file's own text. */
export async function evaluateFile(
  path: string,
  language: "KCL" | "Nickel",
  { env, signal, timeoutMs = defaultTimeoutMs }: ReadOptions,
): Promise<WorkflowDocument> {
  const { diagnostics, content } = await evaluate(path, language, env, signal, { timeoutMs, maxBytes: largestFile });
  if (content === undefined) return { diagnostics, content };
  const places = async () => {
    const [known, text = ""] = await Promise.all([content.places(), readText(path, signal)]);
    const locate = evaluatedPlaces(text, content.value, placesOf(text));
    return (...asked: Parameters<typeof locate>) => known(...asked) ?? locate(...asked);
  };
  return { diagnostics, content: { value: content.value, places } };
}
