import { LabeledError, type Span } from "../../nushell/index.ts";
import { locationOf, type Problem } from "../../orchestrator/problem.ts";
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
  const counts = (["error", "warning"] as const).map((severity) => {
    const count = problems.filter((each) => each.severity === severity).length;
    return `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  return counts.filter((count) => !count.startsWith("0 ")).join(", ");
}

/** Creates the error that `--fail` asks for. It names the first of the problems, one on a line. */
export function failure(
  message: string,
  errors: readonly Problem[],
  { code, span }: { readonly code: string; readonly span: Span },
): LabeledError {
  const lines = problemLines(errors.slice(0, mostNamed), (each) => `${locationOf(each)}: ${each.message}`);
  const more = errors.length - mostNamed;
  return new LabeledError(message, {
    code,
    labels: [{ text: "asked for here", span }],
    help: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"),
  });
}
