import { readFileSync, statSync } from "node:fs";
import { obstacle } from "../../../system/file-problem.ts";
import { workflowProblem, type Problem } from "../../../problem.ts";
import { sizeText } from "../../../text/numeral.ts";
import { quote } from "../../../text/printable.ts";
import { isRecord } from "../../../records/record-fields.ts";
import { notText } from "../../languages/text-problem.ts";
import { notEvaluated } from "../evaluator-error.ts";
import type { Locate } from "../../../syntax/place.ts";
import type { WorkflowDocument } from "../../document.ts";

// The most bytes that a kcl.mod may have. KCL reads it too, in time and memory that grow with the square of its size.
const largest = 64 * 1024;

/** What a package's kcl.mod says of its dependencies. */
interface Manifest {
  /** The problems that keep the kcl.mod from being read. */
  readonly problems: readonly Problem[];
  readonly dependencies: readonly (readonly [name: string, source: unknown])[];
  /** Returns the warning of a dependency that is not used. */
  readonly unresolved: (name: string, reason: string) => Promise<Problem>;
}

/**
 * Reads a kcl.mod for a workflow. What is wrong with it is reported at its place. Throws if it cannot be read: then nobody
 * knows what the workflow imports.
 */
export async function kclManifest(path: string, workflow: string): Promise<Manifest> {
  const { problems, content } = await read(path, workflow);
  const { value } = content ?? {};
  let locate: Promise<Locate> | undefined;
  const placeOf = async (key: readonly string[]) => {
    locate ??= content?.places();
    return (await locate)?.(key, "key");
  };
  const unresolved: Manifest["unresolved"] = async (name, reason) => {
    const message = `the dependency ${quote(name)} is not used: ${reason}`;
    return workflowProblem("evaluation-warning", path, message, await placeOf(["dependencies", name]));
  };
  const table = isRecord(value) ? value["dependencies"] : undefined;
  if (table === undefined) return { problems, dependencies: [], unresolved };
  if (isRecord(table)) return { problems, dependencies: Object.entries(table), unresolved };
  const message = "dependencies must be a table";
  const wrong = workflowProblem("wrong-type", path, message, await placeOf(["dependencies"]));
  return { problems: [wrong], dependencies: [], unresolved };
}

async function read(path: string, workflow: string): Promise<WorkflowDocument> {
  let bytes;
  try {
    const found = statSync(path);
    if (!found.isFile()) return broken(path, "it is not a regular file");
    const { size } = found;
    if (size > largest) return broken(path, `it has ${sizeText(size)}, and may have up to ${sizeText(largest)}`);
    bytes = readFileSync(path);
  } catch (cause) {
    const { message, help } = obstacle(path, cause, "r");
    throw notEvaluated(workflow, `a package's kcl.mod cannot be read: ${path}: ${message}`, help);
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return notText(path, "TOML", bytes);
  }
  // The TOML reader is loaded only with the first package.
  const { readToml } = await import("../../languages/toml.ts");
  return readToml(path, text);
}

function broken(path: string, reason: string): WorkflowDocument {
  const message = `this package's kcl.mod cannot be used: ${reason}`;
  return {
    problems: [workflowProblem("evaluation-failed", path, message)],
    content: undefined,
  };
}
