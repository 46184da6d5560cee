import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { Numeral } from "../text/numeral.ts";
import { printable } from "../text/printable.ts";
import type { WorkflowDocument } from "./document.ts";
import { notText } from "./languages/text-problem.ts";
import { isLong, parseText, type WorkflowText } from "./parse-text.ts";
import { evaluateFile, readSource, type ReadOptions } from "./read.ts";
import type { EvaluatedLanguage } from "./evaluators/evaluation.ts";
import { inPrivateFolder } from "./evaluators/process/private-folder.ts";
import { knownLanguageOf, type Language } from "./language.ts";
import { readText, requireReadable } from "./workflow-file.ts";

interface NamedText {
  readonly text: string;
  /** What messages call it: an absolute path if it came from a file. */
  readonly path: string;
  /** The folder in which its imports are looked for. */
  readonly folder: string;
}

/** Where workflows come from: a file, a text, or a value that has already been parsed. */
export type WorkflowOrigin =
  | { readonly kind: "file"; readonly path: string }
  | (NamedText & { readonly kind: "text"; readonly language: Language })
  | { readonly kind: "value"; readonly value: unknown; readonly path: string };

/** Reads an origin. Returns and throws what `readSource` does. */
export async function readOrigin(
  origin: WorkflowOrigin,
  options: ReadOptions,
): Promise<WorkflowDocument | WorkflowText> {
  switch (origin.kind) {
    case "file": {
      const { path } = origin;
      if (options.language !== "Nickel" || isNickel(path)) return readSource(path, options);
      requireReadable(path);
      const text = await readText(path, options.signal);
      if (typeof text !== "string") return notText(path, "Nickel", text);
      return evaluateText({ text, path, folder: dirname(path) }, "Nickel", options);
    }
    case "value": {
      // A value that was read from a file and is unchanged has its places in that file.
      const file = await readAgain(origin.path, options);
      if (file?.content !== undefined && isSame(file.content.value, origin.value)) return file;
      return {
        problems: [],
        content: { value: origin.value, isComputed: true, places: () => Promise.resolve(() => undefined) },
      };
    }
    case "text": {
      const { path, language, text } = origin;
      if (language !== "KCL" && language !== "Nickel") return { path, language, text };
      // The file itself is better than a copy of its text: its imports may name files beside it.
      const isFile = isAbsolute(path) && (language !== "Nickel" || isNickel(path));
      const file = isFile ? await readText(path, options.signal).catch(() => undefined) : undefined;
      return file === text ? evaluateFile(path, language, options) : evaluateText(origin, language, options);
    }
  }
}

/** Nickel reads `.json`, `.yaml`, `.toml` and `.txt` by their extension, whatever format it is told. */
function isNickel(path: string): boolean {
  return knownLanguageOf(path) === "Nickel";
}

/** Reads a value's file again; undefined if that would need an evaluator, takes long, or fails. */
async function readAgain(path: string, options: ReadOptions): Promise<WorkflowDocument | undefined> {
  const language = knownLanguageOf(path);
  if (!isAbsolute(path) || language === undefined || language === "KCL" || language === "Nickel") return undefined;
  const read = await readSource(path, { ...options, language }).catch(() => undefined);
  return read !== undefined && "text" in read ? (isLong(read) ? undefined : parseText(read)) : read;
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a, withAll) === JSON.stringify(b, withAll);
  } catch {
    return false; // a YAML file whose aliases go round in circles
  }
}

/** Writes out the types that JSON cannot represent, and tells floats from integers, however a file writes them. */
function withAll(_: string, value: unknown): unknown {
  if (value instanceof Numeral) return value.integer ?? `float ${value.nearest}`;
  if (typeof value === "number" && !Number.isInteger(value)) return `float ${value}`;
  return typeof value === "symbol" || typeof value === "bigint" ? `${typeof value} ${String(value)}` : value;
}

const mostLevels = 200;

/**
 * Evaluators only take files, so this saves the text in a private folder until it is evaluated. What lies around that
 * folder, where everybody keeps temporary files, must not count: neither by a `../` in the text nor as a kcl.mod.
 */
function evaluateText(named: NamedText, language: EvaluatedLanguage, options: ReadOptions): Promise<WorkflowDocument> {
  const { text, path, folder } = named;
  return inPrivateFolder(async (outer) => {
    const levels = Math.min(text.split("..").length - 1, mostLevels);
    const directory = join(outer, ...Array.from({ length: levels }, () => "in"));
    // Messages may name the file without its folder, so its name must be one that no message could contain otherwise.
    const name = `${basename(outer)}${language === "KCL" ? ".k" : ".ncl"}`;
    const file = join(directory, name);
    const renamed = (message: string) =>
      message
        .replaceAll(file, () => printable(path))
        .replaceAll(directory, () => printable(folder))
        .replaceAll(name, () => printable(basename(path)));
    try {
      await mkdir(directory, { recursive: true });
      if (language === "KCL") await writeFile(join(directory, "kcl.mod"), "");
      await writeFile(file, text, { mode: 0o600 });
      const { problems, content } = await evaluateFile(file, language, { ...options, from: folder });
      const locate = await content?.places();
      return {
        problems: problems.map(({ code, severity, message, help, path: where, place }) => {
          return { code, severity, message: renamed(message), help, path: where === file ? path : where, place };
        }),
        content: content && { ...content, places: () => Promise.resolve(locate ?? (() => undefined)) },
      };
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      throw new OrchestratorError(renamed(error.message), error);
    }
  });
}
