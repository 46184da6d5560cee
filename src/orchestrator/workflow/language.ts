import { extname } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { didYouMean } from "../text/nearest.ts";

export type Language = "JSON" | "YAML" | "TOML" | "KCL" | "Nickel";

const languages = new Map<string, Language>([
  [".k", "KCL"],
  [".ncl", "Nickel"],
  [".json", "JSON"],
  [".yaml", "YAML"],
  [".yml", "YAML"],
  [".toml", "TOML"],
]);

/** The extensions of workflow files. */
export const extensions: readonly string[] = [...languages.keys()];

/** Returns the language that a file's extension stands for in upper or lower case; undefined for an unknown one. */
export function knownLanguageOf(path: string): Language | undefined {
  return languages.get(extname(path).toLowerCase());
}

/** Does the same as `knownLanguageOf`, but throws `orch::unknown_format` for an unknown extension. */
export function languageOf(path: string): Language {
  const language = knownLanguageOf(path);
  if (language !== undefined) return language;
  const extension = extname(path).toLowerCase();
  const message =
    extension === ""
      ? "the file has no extension"
      : `unknown extension ${extension}${didYouMean(extension, extensions)}`;
  throw new OrchestratorError(`Not a workflow format: ${path}: ${message}`, {
    about: "workflow",
    code: "orch::unknown_format",
    help: `Known extensions: ${extensions.join(" ")}.`,
    fault: { path, message },
  });
}
