import { workflowProblem, type Problem } from "../../../problem.ts";
import { toolLines } from "../evaluator-error.ts";
import { evaluatorProblem, printedPath, type Annotation, sourceBytes } from "../evaluator-problem.ts";

/** What KCL's parser or type checker reports, as its library gives it: lines from 1, columns from 0. */
export interface KclError {
  readonly level: string;
  readonly messages: readonly {
    readonly text: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
  }[];
}

/**
 * Returns rows for what the parser and the type checker report. A suggestion becomes part of the error that it follows.
 */
export function kclDiagnostics(workflow: string, errors: readonly KclError[]): Problem[] {
  const rows: Problem[] = [];
  const lineEnds = new Map<string, readonly number[]>();
  for (const { level, messages } of errors) {
    const previous = rows.at(-1);
    if (level === "suggestions" || level === "note") {
      const text = messages.map((message) => message.text).join("; ");
      if (previous !== undefined && !previous.message.includes(text))
        rows.splice(-1, 1, { ...previous, message: `${previous.message}; ${text}` });
      continue;
    }
    const remarks = messages.map(({ text, path, line, column }): Annotation => {
      if (path === "" || line < 1) return { message: text, file: undefined, place: undefined };
      const file = printedPath(workflow, path);
      return { message: text, file, place: { line, column: Math.min(column + 1, lineEnd(file, line, lineEnds)) } };
    });
    rows.push(evaluatorProblem(workflow, level === "warning" ? "warning" : "error", "", remarks));
  }
  return rows;
}

/** Returns the column after a line's last character, because KCL places what ends too early beyond it. */
function lineEnd(file: string, line: number, known: Map<string, readonly number[]>): number {
  let ends = known.get(file);
  if (ends === undefined) {
    const lines = sourceBytes(file)?.toString("utf8").split(/\r?\n/) ?? [];
    ends = lines.map((text) => Array.from(text).length + 1);
    known.set(file, ends);
  }
  return ends[line - 1] ?? Number.POSITIVE_INFINITY;
}

// Matches `error[E2G22]: TypeError` or `EvaluationError`, which stands above the places that it is about.
const headline = /^(?:(error|warning)\[\w+\]: \w+|\w*Error)$/;
const placeLine = /^--> (.+):(\d+):(\d+)$/;
// Matches `  |    ^ message`, which stands below the line of the source, which begins with its number.
const messageLine = /^\|(?: *\^+)? *(\S.*)$/;
const asideLine = /^(?:suggestion|note|help): .*$/;

// Matches the library's own colours, which cannot be turned off. Any others are the file's, and shown for what they
// are.
const ownStyles = /\u001b\[(?:0|1;38;5;\d{1,3})m/g;

// Matches how the functions that write say that they may not. A move into another folder has a reason of its own (18).
const refusedWrite =
  /^((?:Failed to (?:create|open or create|copy|move) |failed to delete |Unable to write ).*): (?:Permission denied \(os error 13\)|Invalid cross-device link \(os error 18\)|Os \{ code: 13, .*\})$/;

/** Returns rows for what KCL reports as text. They have no place if the text has no form that is known. */
export function kclFailure(workflow: string, text: string): Problem[] {
  const lines = toolLines(text, ownStyles);
  const message = lines.join("; ") || "kcl failed and said nothing";
  return kclTextDiagnostics(workflow, lines) ?? [workflowProblem("evaluation-failed", workflow, message)];
}

/** Returns rows for KCL's text, in which columns count from 1; undefined if the text has no such form. */
function kclTextDiagnostics(workflow: string, lines: readonly string[]): Problem[] | undefined {
  const groups: { severity: Problem["severity"]; remarks: Annotation[]; notes: string[] }[] = [];
  for (const line of lines) {
    const [isHeadline, level] = headline.exec(line) ?? [];
    if (isHeadline !== undefined) {
      groups.push({ severity: level === "warning" ? "warning" : "error", remarks: [], notes: [] });
      continue;
    }
    const group = groups.at(-1);
    if (group === undefined) continue;
    const [, path, row, column] = placeLine.exec(line) ?? [];
    if (path !== undefined) {
      const place = { line: Number(row), column: Number(column) };
      group.remarks.push({ message: "", file: printedPath(workflow, path), place });
      continue;
    }
    const last = group.remarks.at(-1);
    const [, said] = messageLine.exec(line) ?? [];
    if (said !== undefined && last !== undefined) {
      group.remarks.splice(-1, 1, { ...last, message: `${last.message} ${said}`.trim() });
    } else if (asideLine.test(line)) group.notes.push(line);
  }
  const found = groups.filter(({ remarks }) => remarks.length > 0);
  if (found.length === 0) return undefined;
  const rows = found.map(({ severity, remarks, notes }) =>
    withRefusal(evaluatorProblem(workflow, severity, "", asCheck(remarks), notes)),
  );
  // The parser reports everything twice.
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function withRefusal(row: Problem): Problem {
  return { ...row, message: row.message.replace(refusedWrite, "$1: validating does not let a workflow write files") };
}

const checkFailed = "Check failed on the condition";

/** Returns a failed check's remarks with the instance first, which says in the schema's words what it lacks. */
function asCheck(remarks: readonly Annotation[]): readonly Annotation[] {
  const [instance, check] = remarks;
  if (instance?.message !== "Instance check failed" || check?.message.startsWith(checkFailed) !== true) return remarks;
  return [
    { ...instance, message: check.message.replace(checkFailed, "check failed") },
    { ...check, message: "the schema's check" },
    ...remarks.slice(2),
  ];
}
