import type { OrchestratorError } from "../orchestrator-error.ts";
import type { Problem } from "../problem.ts";

/** Something in a data directory that somebody should look at. */
export interface Finding {
  /** `error` where a file or a task is lost, stuck or taken for another; `warning` where what is shown may mislead. */
  readonly severity: "error" | "warning";
  /** Stable, kebab-case. */
  readonly code: string;
  readonly problem: string;
  /** Absolute: the file or directory that is to be mended. */
  readonly path: string;
  /** What mends it, as a sentence. */
  readonly help: string;
}

// Of these a file is not shown, or more than one is.
const fatal = new Set([
  "not-json",
  "empty",
  "not-a-record",
  "too-large",
  "too-deep",
  "not-a-file",
  "broken-symlink",
  "symlink-loop",
  "name-not-utf8",
  "name-too-long",
  "permission-denied",
  "too-many-open-files",
  "unreadable",
  "duplicate-id",
]);
// What to do where the message does not say it: of all others it is a field.
const helps = new Map([
  ["unknown-version", "Update this plugin, or read what it shows of that file with care."],
  ["unreadable", "See what is wrong with the disk or the network that the file is on."],
]);
const remedy =
  /^(.+?)(?:; (grant it with: .+)|: ((?:move|remove|rename|shorten|raise) [^:]+)| \(((?:correct|remove|keep|save) [^()]+)\))$/s;

/** A problem of one file, with the way out that its message ends with as help. */
export function problemFinding({ path, code, message }: Problem): Finding {
  const { problem, help = helps.get(code) ?? "Correct that field of the file." } = splitMessage(message);
  return { severity: fatal.has(code) ? "error" : "warning", code, problem, path, help };
}

/** What would end any other command: `orch::no_data_dir` is the code `no-data-dir`. */
export function errorFinding(error: OrchestratorError, path: string): Finding {
  const { problem, help = error.help ?? "Mend what stands in the way." } = splitMessage(error.message);
  return { severity: "error", code: error.code.replace("orch::", "").replaceAll("_", "-"), problem, path, help };
}

/** A message, and the way out where it ends with one. */
function splitMessage(message: string): { problem: string; help?: string } {
  const [, problem, ...remedies] = remedy.exec(message) ?? [];
  const found = remedies.find((each) => each !== undefined);
  if (problem === undefined || found === undefined) return { problem: message };
  // A full stop after a command would be copied with it.
  const end = found.startsWith("grant it with") ? "" : ".";
  return { problem, help: `${found.charAt(0).toUpperCase()}${found.slice(1)}${end}` };
}

/** Errors first, then by path and code. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareTexts(a.severity, b.severity) || compareTexts(a.path, b.path) || compareTexts(a.code, b.code);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
