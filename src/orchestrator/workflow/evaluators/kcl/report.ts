import type { Problem } from "../../../problem.ts";
import { evaluatorProblem, printedPath, type Annotation } from "../evaluator-problem.ts";
import { oneLine } from "../tool-text.ts";
import { KclSources } from "./sources.ts";

/**
 * Returns what counts of all that KCL says. Where a file does not parse, that is its first syntax error: whatever else is
 * said, of this file or of others, is mostly made of it. `aboutOf` gives the code, which is KCL's own, and the file.
 */
export function telling<T>(
  all: readonly T[],
  aboutOf: (one: T) => { readonly code: string; readonly file: string | undefined },
): readonly T[] {
  const broken = new Map<string | undefined, T>();
  for (const one of all) {
    const { code, file } = aboutOf(one);
    if (code.includes("InvalidSyntax") && !broken.has(file)) broken.set(file, one);
  }
  return broken.size === 0 ? all : [...broken.values()];
}

/** What KCL's parser or type checker reports, as its library gives it: lines from 1, columns from 0. */
export interface KclError {
  readonly level: string;
  /** Such as `Error(InvalidSyntax)`. */
  readonly code: string;
  readonly messages: readonly {
    readonly text: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
  }[];
}

/**
 * Returns problems for what the parser and the type checker report. A suggestion becomes part of the error that it
 * follows.
 */
export function kclDiagnostics(workflow: string, errors: readonly KclError[]): Problem[] {
  const problems: Problem[] = [];
  const sources = new KclSources();
  const told = telling(errors, ({ code, messages: [first] }) => ({ code, file: first?.path }));
  for (const { level, messages } of told) {
    const previous = problems.at(-1);
    if (level === "suggestions" || level === "note") {
      const text = messages.map((message) => oneLine(message.text)).join("; ");
      if (previous !== undefined && !previous.message.includes(text))
        problems.splice(-1, 1, { ...previous, message: `${previous.message}; ${text}` });
      continue;
    }
    const annotations = messages.map(({ text, path, line, column }): Annotation => {
      if (path === "" || line < 1) return { message: text, file: undefined, place: undefined };
      return sources.annotation(text, printedPath(workflow, path), { line, column: column + 1 });
    });
    problems.push(evaluatorProblem(workflow, level === "warning" ? "warning" : "error", "", annotations));
  }
  return problems;
}
