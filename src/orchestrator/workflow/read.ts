import type { WorkflowDocument } from "./document.ts";
import type { Evaluators } from "./evaluators/evaluators.ts";
import type { EvaluationOptions } from "./evaluators/evaluation.ts";
import { type Language, languageOf, readText, requireReadable } from "./source-file.ts";
import { notText } from "./languages/text-diagnostic.ts";

export interface ReadOptions extends EvaluationOptions {
  readonly evaluators: Evaluators;
  /** Of a file, whatever its extension says. */
  readonly language?: Language | undefined;
}

/**
 * Reads a workflow file in the language that is given, else the one its extension names. A broken file is a document with diagnostics;
 * a file that cannot be read at all, or whose tool is absent, throws an `OrchestratorError`.
 * Each parser is loaded when the first file asks for it, so that importing this costs nothing.
 */
export async function readDocument(path: string, options: ReadOptions): Promise<WorkflowDocument> {
  requireReadable(path);
  const language = options.language ?? languageOf(path);
  if (language === "KCL" || language === "Nickel") return options.evaluators.evaluate(path, language, options);
  const text = await readText(path, options.signal);
  return text === undefined ? notText(path, language) : parseText(path, language, text);
}

/** Reads a text that messages call `path`. */
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
