import { type Diagnostic, type DiagnosticCode, severities } from "./diagnostic.ts";
import type { DocumentPath, Locate } from "./place.ts";

/** A diagnostic whose place is still a path into the document. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: DocumentPath;
  /** Whether the key at that path is meant, or the value. */
  readonly point?: "key" | "value";
}

/** Takes note of a finding. */
export type Report = (finding: Finding) => void;

/** Gives a finding its place in the file. */
export function locateFinding(finding: Finding, path: string, locate: Locate): Diagnostic {
  const place = locate(finding.at, finding.point);
  return {
    severity: severities[finding.code],
    code: finding.code,
    message: finding.message,
    path,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}
