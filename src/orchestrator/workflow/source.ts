import { writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { printable } from "../text/printable.ts";
import type { WorkflowDocument } from "./document.ts";
import { notText } from "./languages/text-diagnostic.ts";
import { parseText, readDocument, type ReadOptions } from "./read.ts";
import type { EvaluatedLanguage } from "./evaluators/evaluation.ts";
import { inPrivateFolder } from "./evaluators/process/private-folder.ts";
import { knownLanguageOf, type Language, readText, requireReadable } from "./source-file.ts";

interface NamedText {
  readonly text: string;
  /** What messages call it: an absolute path where it came from a file. */
  readonly path: string;
  /** From where its imports are looked for. */
  readonly folder: string;
}

/** Where workflows are from: a file, a text, or a value that was read already. */
export type WorkflowSource =
  | { readonly kind: "file"; readonly path: string }
  | (NamedText & { readonly kind: "text"; readonly language: Language })
  | { readonly kind: "value"; readonly value: unknown; readonly path: string };

/** Reads it. Throws as `readDocument` does. */
export async function readSource(source: WorkflowSource, options: ReadOptions): Promise<WorkflowDocument> {
  switch (source.kind) {
    case "file": {
      const { path } = source;
      if (options.language !== "Nickel" || isNickel(path)) return readDocument(path, options);
      requireReadable(path);
      const text = await readText(path, options.signal);
      if (text === undefined) return notText(path, "Nickel");
      return evaluateText({ text, path, folder: dirname(path) }, "Nickel", options);
    }
    case "value": {
      // What was read from a file and is still the same has its places there.
      const file = await readAgain(source.path, options);
      if (file?.content !== undefined && isSame(file.content.value, source.value)) return file;
      return { diagnostics: [], content: { value: source.value, places: () => Promise.resolve(() => undefined) } };
    }
    case "text": {
      const { path, language, text } = source;
      if (language !== "KCL" && language !== "Nickel") return parseText(path, language, text);
      // The file itself has its neighbours, which its imports may name.
      const isFile = isAbsolute(path) && (language !== "Nickel" || isNickel(path));
      const file = isFile ? await readText(path, options.signal).catch(() => undefined) : undefined;
      return file === text
        ? options.evaluators.evaluate(path, language, options)
        : evaluateText(source, language, options);
    }
  }
}

/** Whatever it is told, Nickel reads `.json`, `.yaml`, `.toml` and `.txt` as what they are called. */
function isNickel(path: string): boolean {
  return knownLanguageOf(path) === "Nickel";
}

/** Undefined where that takes an evaluator, or fails. */
async function readAgain(path: string, options: ReadOptions): Promise<WorkflowDocument | undefined> {
  const language = knownLanguageOf(path);
  if (!isAbsolute(path) || language === undefined || language === "KCL" || language === "Nickel") return undefined;
  return readDocument(path, { ...options, language }).catch(() => undefined);
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a, withAll) === JSON.stringify(b, withAll);
  } catch {
    return false; // a YAML file whose aliases go round in circles
  }
}

/** JSON has no place for these. */
function withAll(_: string, value: unknown): unknown {
  return typeof value === "symbol" || typeof value === "bigint" ? `${typeof value} ${String(value)}` : value;
}

/** Evaluators take files: the text becomes one that nobody else can read, for as long as it takes. */
function evaluateText(source: NamedText, language: EvaluatedLanguage, options: ReadOptions): Promise<WorkflowDocument> {
  const { text, path, folder } = source;
  return inPrivateFolder(async (directory) => {
    // Like nothing that a message could be about otherwise, as that is seen from its folder without it.
    const name = `${basename(directory)}${language === "KCL" ? ".k" : ".ncl"}`;
    const file = join(directory, name);
    const renamed = (message: string) =>
      message
        .replaceAll(file, () => printable(path))
        .replaceAll(directory, () => printable(folder))
        .replaceAll(name, () => printable(basename(path)));
    try {
      await writeFile(file, text, { mode: 0o600 });
      const env = { ...options.env, NICKEL_IMPORT_PATH: importPath(folder, options.env.NICKEL_IMPORT_PATH) };
      const { diagnostics, content } = await options.evaluators.evaluate(file, language, {
        ...options,
        env,
      });
      const locate = await content?.places();
      return {
        diagnostics: diagnostics.map(({ code, severity, message, help, path: where, place }) => {
          return { code, severity, message: renamed(message), help, path: where === file ? path : where, place };
        }),
        content: content && { value: content.value, places: () => Promise.resolve(locate ?? (() => undefined)) },
      };
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      throw new OrchestratorError(renamed(error.message), error);
    }
  });
}

/** The folder, then what the caller has, both absolute: the evaluator runs elsewhere. */
function importPath(folder: string, given = ""): string {
  const entries = given.split(delimiter).filter((entry) => entry !== "");
  return [folder, ...entries.map((entry) => resolve(folder, entry))].join(delimiter);
}
