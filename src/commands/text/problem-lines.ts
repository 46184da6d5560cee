import { LabeledError, type Span } from "nu-plugin";
import { describeProblem, locationOf, type Problem } from "../../orchestrator/problem.ts";
import { andMore, amountOf } from "../../orchestrator/text/sentences.ts";
import type { Painter } from "./colors.ts";

// The most problems that an error names. Nobody reads more.
const mostNamed = 10;

/** Returns a line for each problem, and beneath those in a row that share it, their help. */
export function problemLines(problems: readonly Problem[], lineOf: (problem: Problem) => string): string[] {
  return problems.flatMap((each, i) => {
    const line = lineOf(each);
    return each.help === "" || each.help === problems[i + 1]?.help ? [line] : [line, `  ${each.help}`];
  });
}

/** Returns problems as a text to read, each as compilers write it, and `end` as its last line. */
export function problemText(problems: readonly Problem[], end: string, { strong, severity }: Painter): string {
  const lines = problemLines(problems, (each) => {
    const word = severity(each.severity, each.severity);
    return `${strong(locationOf(each))}: ${word}: ${each.message}`;
  });
  return [...lines, end].join("\n");
}

/** Returns `2 errors, 1 warning`. */
export function tally(problems: readonly Problem[]): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = problems.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : amountOf(count, severity);
  });
  return counts.join(", ");
}

/** Creates the error that `--fail` asks for. It names the first of the problems, one on a line. */
export function failure(
  message: string,
  errors: readonly Problem[],
  { code, span }: { readonly code: string; readonly span: Span },
): LabeledError {
  const lines = problemLines(errors.slice(0, mostNamed), describeProblem);
  return new LabeledError(message, {
    code,
    labels: [{ text: "asked for here", span }],
    help: [...lines, ...andMore(errors.length - mostNamed)].join("\n"),
  });
}
