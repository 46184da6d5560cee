import type { WorkflowDocument } from "./document.ts";
import type { Language } from "./language.ts";

/** A text in a language that the plugin reads itself. */
export interface WorkflowText {
  readonly language: Exclude<Language, "KCL" | "Nickel">;
  readonly text: string;
  /** What messages call it. */
  readonly path: string;
}

// How many characters are read and checked before anybody asks for an end: in some 0.3 seconds. JSON is read faster, but two of its
// characters may be an operation of which there is something to say.
const short = { JSON: 128 * 1024, YAML: 64 * 1024, TOML: 64 * 1024 } as const;

/** Whether a text is so long that it is to be checked aside. */
export function isLong({ language, text }: WorkflowText): boolean {
  return text.length > short[language];
}

/** Parses a text. Each parser is loaded for the first text that needs it, so that other commands start without them. */
export async function parseText({ path, language, text }: WorkflowText): Promise<WorkflowDocument> {
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
