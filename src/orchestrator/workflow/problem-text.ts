import { locationOf, type Problem } from "../problem.ts";

/**
 * Returns `wf.json:12:9: operation "b" depends on unknown operation "x"; did you mean "a"?`, with the problem's own path.
 */
export function describeProblem(problem: Problem): string {
  return `${locationOf(problem)}: ${problem.message}`;
}

/** Compares by line, then column, then code. Problems without a place come last. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    compareNumbers(a.place?.line, b.place?.line) ||
    compareNumbers(a.place?.column, b.place?.column) ||
    (a.code < b.code ? -1 : Number(a.code > b.code))
  );
}

function compareNumbers(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : a - b;
}
