import type { WorkflowDocument } from "./document.ts";
import type { Engines } from "./engines.ts";
import type { EvaluationOptions } from "./evaluation.ts";
import { languageOf, readText, requireReadable } from "./source-file.ts";
import { syntaxError } from "./text-diagnostic.ts";

/**
 * Reads a workflow file in whichever language its extension names. A broken file is a document with diagnostics;
 * a file that cannot be read at all, or whose tool is absent, throws an `OrchestratorError`.
 * Each parser is loaded when the first file asks for it, so that importing this costs nothing.
 */
export async function readDocument(
  path: string,
  options: EvaluationOptions & { readonly engines: Engines },
): Promise<WorkflowDocument> {
  const { engines, signal } = options;
  requireReadable(path);
  const language = languageOf(path);
  if (language === "KCL" || language === "Nickel") return engines.evaluate(path, language, options);
  const text = await readText(path, signal);
  if (text === undefined) {
    return {
      diagnostics: [syntaxError(path, undefined, `not UTF-8, as ${language} must be`)],
      content: undefined,
    };
  }
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
