import { compare } from "../compare.ts";
import type { Problem } from "../problem.ts";
import { printable } from "../text/printable.ts";
import type { WorkflowDocument } from "./document.ts";
import type { NamedWorkflow } from "./validation/document.ts";
import { placed } from "./unplaced-problem.ts";

/** How a document is checked. It is plain data, which a worker thread can be given. */
export interface DocumentChecks {
  /** Turns each warning into an error, and requires a name, a version, and a provider for every operation. */
  readonly strict: boolean;
  /** The providers that the platform knows, to which strict checks hold the workflow; none if that is not known. */
  readonly knownProviders?: readonly string[] | undefined;
}

/** What was found in a document. It is plain data, which a worker thread can give back. */
export interface ValidatedWorkflows {
  /** The problems, sorted by place. The workflows are valid if none of these is an error. */
  readonly problems: readonly Problem[];
  /** The workflows in the order of the document. A value that is not a workflow at all is left out, and is an error. */
  readonly workflows: readonly NamedWorkflow[];
}

/** Checks the workflows of a document. `path` is what messages call it. */
export async function checkDocument(
  path: string,
  { problems, content }: WorkflowDocument,
  { strict, knownProviders = [] }: DocumentChecks,
): Promise<ValidatedWorkflows> {
  if (content === undefined) return { workflows: [], problems: finished([...problems], strict) };
  // This loads the schema library, so it waits for the first document that has any content.
  const { validateDocument } = await import("./validation/document.ts");
  const isAmbiguous = problems.some(({ code }) => code === "duplicate-key");
  const { workflows, problems: unplaced } = validateDocument(content.value, { strict, knownProviders, isAmbiguous });
  if (unplaced.length === 0) return { workflows, problems: finished([...problems], strict) };
  const locate = await content.places();
  const found = unplaced.map((each) => placed(each, path, locate, content));
  return { workflows, problems: finished([...problems, ...found], strict) };
}

/** Sorts the problems by place and makes their messages printable, whatever they quote. */
function finished(problems: Problem[], strict: boolean): readonly Problem[] {
  problems.sort(comparePlaces);
  return problems.map(({ severity, message, ...rest }) => ({
    ...rest,
    severity: strict ? "error" : severity,
    message: printable(message),
  }));
}

/** Compares by line, then column, then code. Problems without a place come last. */
function comparePlaces(a: Problem, b: Problem): number {
  const [{ line, column }, other] = [a.place ?? nowhere, b.place ?? nowhere];
  return compare(line, other.line) || compare(column, other.column) || compare(a.code, b.code);
}

const nowhere = { line: Infinity, column: Infinity };
