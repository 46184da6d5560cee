import { readFileSync, statSync } from "node:fs";
import { readFailure } from "../file-problem.ts";
import { printable, quote } from "../printable.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { notText } from "./document-reader.ts";
import type { Locate } from "./place.ts";
import type { WorkflowDocument } from "./document.ts";

// KCL reads it too, and takes time and memory by the square of its size.
const largest = 64 * 1024;

/** What a package's kcl.mod says of its dependencies. */
interface Manifest {
  /** What keeps it from being read. */
  readonly diagnostics: readonly Diagnostic[];
  readonly dependencies: readonly (readonly [name: string, source: unknown])[];
  /** The row for a dependency that is not used. */
  readonly unresolved: (name: string, reason: string) => Promise<Diagnostic>;
}

/** Reads a kcl.mod. What is wrong with it is told at its place. */
export async function kclManifest(path: string): Promise<Manifest> {
  const { diagnostics, content } = await read(path);
  const { value } = content ?? {};
  let locate: Promise<Locate> | undefined;
  const places = async (key: readonly string[]) => {
    locate ??= content?.places();
    const place = (await locate)?.(key, "key");
    return { path, line: place?.line ?? null, column: place?.column ?? null };
  };
  const unresolved: Manifest["unresolved"] = async (name, reason) => ({
    severity: "warning",
    code: "evaluation-warning",
    message: `the dependency ${quote(name)} is not used: ${reason}`,
    ...(await places(["dependencies", name])),
  });
  const table = isTable(value) ? value["dependencies"] : undefined;
  if (table === undefined) return { diagnostics, dependencies: [], unresolved };
  if (isTable(table)) return { diagnostics, dependencies: Object.entries(table), unresolved };
  const message = "dependencies must be a table";
  const row: Diagnostic = { severity: "error", code: "wrong-type", message, ...(await places(["dependencies"])) };
  return { diagnostics: [row], dependencies: [], unresolved };
}

async function read(path: string): Promise<WorkflowDocument> {
  let bytes;
  try {
    const found = statSync(path);
    if (!found.isFile()) return broken(path, "it is no regular file");
    const { size } = found;
    if (size > largest) return broken(path, `it has ${size} bytes, and ${largest} at the most are read`);
    bytes = readFileSync(path);
  } catch (cause) {
    return broken(path, printable(readFailure(path, cause, "r").reason));
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return notText(path, "TOML");
  }
  // Loaded with the first package.
  const { readToml } = await import("./toml-document.ts");
  return readToml(path, text);
}

function broken(path: string, reason: string): WorkflowDocument {
  const message = `this package's kcl.mod cannot be used: ${reason}`;
  return {
    diagnostics: [{ severity: "error", code: "evaluation-failed", message, path, line: null, column: null }],
    content: undefined,
  };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
