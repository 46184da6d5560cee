import type { Problem } from "../../../problem.ts";
import { unreadSource } from "../unread-source.ts";
import { evaluatorProblem, printedPath, type Annotation } from "../evaluator-problem.ts";
import { telling } from "./report.ts";
import { KclSources } from "./sources.ts";

// Matches `error[E2G22]: TypeError` or `EvaluationError`, which stands above the places that it is about.
const headline = /^(?:(error|warning)\[\w+\]: (\w+)|\w*Error)$/;
const placeLine = /^ *--> (.+):(\d+):(\d+)$/;
// Matches what stands before a message: the margin of the excerpt, and what points at a character above.
const margin = /^ *\|(?: *\^+)? */;
const lastLine = /^ *\|$/;
// Matches the library's own colours, which cannot be turned off. Any others are the file's, and shown for what they
// are.
const ownStyles = /\u001b\[(?:0|1;38;5;\d{1,3})m/g;
const unreadable = /^Failed to load KCL file '(.+)'\. Because '.*'$/;

/** What KCL says under one headline. */
interface Finding {
  readonly severity: Problem["severity"];
  /** What KCL calls this kind; empty for what evaluation finds. */
  readonly code: string;
  readonly annotations: Annotation[];
  /** Suggestions, notes, and messages that have no place. */
  readonly notes: string[];
}

/** Returns problems for what KCL reports as text, in which columns count from 1; none if it has no form that is known. */
export function kclTextProblems(workflow: string, text: string): Problem[] {
  const plain = text.replaceAll(ownStyles, "");
  const [, file] = unreadable.exec(plain.trim()) ?? [];
  const unread = file === undefined ? undefined : unreadSource(file, "KCL");
  if (unread !== undefined) return [unread];
  const all = findingsIn(workflow, plain);
  const told = telling(all, ({ code, annotations: [first] }) => ({ code, file: first?.file }));
  const problems = told.map(({ severity, annotations, notes }) =>
    withRefusal(evaluatorProblem(workflow, severity, "", asCheck(annotations), notes)),
  );
  // The parser reports everything twice.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function findingsIn(workflow: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const lines = text.split(/\r?\n/);
  const sources = new KclSources();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const [isHeadline, level, code = ""] = headline.exec(line) ?? [];
    if (isHeadline !== undefined) {
      const severity = level === "warning" ? "warning" : "error";
      findings.push({ severity, code, annotations: [], notes: [] });
      continue;
    }
    const finding = findings.at(-1);
    if (finding === undefined || line.trim() === "") continue;
    const [, path, row, column] = placeLine.exec(line) ?? [];
    if (path === undefined) {
      const gap = lines.indexOf("", at);
      const end = gap < 0 ? lines.length : gap;
      finding.notes.push(lines.slice(at, end).join("\n"));
      at = end;
      continue;
    }
    // Below a place come the margin, the line of the file, and the message up to the margin alone.
    const start = at + 3;
    const end = messageEnd(lines, start);
    const message = lines.slice(start, end).join("\n").replace(margin, "");
    const place = { line: Number(row), column: Number(column) };
    finding.annotations.push(sources.annotation(message, printedPath(workflow, path), place));
    at = end;
  }
  return findings.filter(({ annotations, notes }) => annotations.length > 0 || notes.length > 0);
}

/** Returns the index of the line after a message: the margin alone, and behind it an empty line or a note. */
function messageEnd(lines: readonly string[], start: number): number {
  let at = start + 1;
  while (at < lines.length && !(lastLine.test(lines[at] ?? "") && /^(?:note: .*)?$/.test(lines[at + 1] ?? ""))) at += 1;
  return at;
}

// Matches how the functions that write say that they may not. A move into another folder has a reason of its own (18).
const refusedWrite =
  /^((?:Failed to (?:create|open or create|copy|move) |failed to delete |Unable to write ).*): (?:Permission denied \(os error 13\)|Invalid cross-device link \(os error 18\)|Os \{ code: 13, .*\})$/;

function withRefusal(problem: Problem): Problem {
  const message = problem.message.replace(refusedWrite, "$1: validating does not let a workflow write files");
  return { ...problem, message };
}

const checkFailed = "Check failed on the condition";

/**
 * Returns a failed check's annotations with the instance first, which says in the schema's words what it lacks. Only an
 * assert may have no words at all.
 */
function asCheck(annotations: readonly Annotation[]): readonly Annotation[] {
  const [instance, check] = annotations;
  if (instance?.message === "" && check === undefined) return [{ ...instance, message: "assertion failed" }];
  const isCheck = instance?.message === "Instance check failed" && check?.message.startsWith(checkFailed) === true;
  if (!isCheck) return annotations;
  return [
    { ...instance, message: check.message.replace(checkFailed, "check failed") },
    { ...check, message: "the schema's check" },
    ...annotations.slice(2),
  ];
}
