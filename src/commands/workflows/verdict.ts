import * as nu from "nu-plugin";
import { describeProblem, type Problem } from "../../orchestrator/problem.ts";
import { amountOf, listed, sentences } from "../../orchestrator/text/sentences.ts";
import { failure, tally } from "../text/problem-lines.ts";
import { shortPlace } from "../text/short-place.ts";
import { shownPath } from "./access.ts";

/** Every diagnostic as a row. What one looks for stands left, as a narrow terminal has no room for what stands right. */
export const diagnosticsTable = nu.table({
  severity: nu.string,
  place: nu.string,
  message: nu.string,
  help: nu.string,
  code: nu.string,
  path: nu.string,
  line: nu.nullable(nu.int),
  column: nu.nullable(nu.int),
});

export const verdictColumns = {
  valid: nu.bool,
  errors: nu.list(nu.string),
  warnings: nu.list(nu.string),
  diagnostics: diagnosticsTable,
};

/** What was found in one file, or in the pipeline's input; paths are as `shownPath` has them. */
export interface Checked {
  readonly file: string;
  readonly errors: readonly Problem[];
  readonly problems: readonly Problem[];
}

export function checkedFile(path: string, found: readonly Problem[], cwd: string): Checked {
  const problems = found.map((each) => shownProblem(each, cwd));
  return { file: shownPath(path, cwd), problems, errors: problems.filter(({ severity }) => severity === "error") };
}

function shownProblem(problem: Problem, cwd: string): Problem {
  const { code, help } = problem;
  const known = code === "unknown-field" ? "`orch validate --fields` lists all that are known." : undefined;
  return { ...problem, path: shownPath(problem.path, cwd), help: sentences(help, known) };
}

export function verdictOf({ file, problems, errors }: Checked) {
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return {
    file,
    valid: errors.length === 0,
    errors: errors.map(describeProblem),
    warnings: warnings.map(describeProblem),
    diagnostics: problems.map(diagnosticOf),
  };
}

export function diagnosticOf(problem: Problem) {
  const { severity, code, message, path, place, help } = problem;
  return {
    severity,
    place: shortPlace(problem),
    message,
    help,
    code,
    path,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}

/** Returns how many files were checked and what was found in them, as the last line of a text. */
export function resultLine(checked: readonly Checked[]): string {
  return `${amountOf(checked.length, "file")} checked: ${tally(checked.flatMap(({ problems }) => problems)) || "nothing wrong was found"}`;
}

// The most files that an error's message names.
const mostFiles = 5;

/** Throws a LabeledError if a file is not valid, as `--fail` asks for. */
export function refuseInvalid(checked: readonly Checked[], span: nu.Span): void {
  const invalid = checked.filter(({ errors }) => errors.length > 0);
  if (invalid.length === 0) return;
  const files = listed(
    invalid.map(({ file }) => file),
    mostFiles,
  );
  const count = `${invalid.length} of ${checked.length} files ${invalid.length === 1 ? "is" : "are"} not valid`;
  throw failure(
    checked.length === 1 ? `Not a valid workflow: ${files}` : `${count}: ${files}`,
    invalid.flatMap(({ errors }) => errors),
    { code: "orch::invalid_workflow", span },
  );
}
