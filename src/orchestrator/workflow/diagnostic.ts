import { printable } from "../text/printable.ts";

/** One finding about a workflow file. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** Stable, kebab-case: one of `DiagnosticCode`. */
  code: string;
  /** One plain text; control characters from the file are escaped. */
  message: string;
  path: string;
  /** From 1; null where no place is known. */
  line: number | null;
  /** From 1, in code points; null where no place is known. */
  column: number | null;
}

/** Every code there is, with its severity when `--strict` is not given. */
export const severities = {
  "syntax-error": "error",
  "duplicate-key": "error",
  "too-many-aliases": "error",
  "evaluation-failed": "error",
  "evaluation-warning": "warning",
  "wrong-type": "error",
  "invalid-value": "error",
  "not-positive": "error",
  "empty-workflow": "error",
  "missing-id": "error",
  "duplicate-id": "error",
  "unknown-dependency": "error",
  "self-dependency": "error",
  cycle: "error",
  "unknown-field": "warning",
  "unused-provider": "warning",
  "unordered-operation": "warning",
  "soft-cycle": "warning",
  "never-runs": "warning",
  "contradictory-order": "warning",
  "contradictory-retry": "warning",
  "contradictory-rollback": "warning",
  "missing-name": "error",
  "missing-version": "error",
  "missing-provider": "error",
} satisfies Record<string, Diagnostic["severity"]>;

export type DiagnosticCode = keyof typeof severities;

/** `wf.json:12:9: operation "b" depends on unknown "x"; did you mean "a"?`, with the path as the diagnostic has it. */
export function describeDiagnostic({ path, line, column, message }: Diagnostic): string {
  const place = [line, column].filter((part) => part !== null).map((part) => `:${part}`);
  return `${printable(path)}${place.join("")}: ${message}`;
}

/** By line, then column, then code; what has no place comes last. Sorting is stable. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareNumbers(a.line, b.line) ||
    compareNumbers(a.column, b.column) ||
    (a.code < b.code ? -1 : Number(a.code > b.code))
  );
}

function compareNumbers(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY);
}
