import { basename, dirname } from "node:path";
import { atLeast, LabeledError, type Engine, type Metadata, type Span } from "../../nushell/index.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import { sentences, withHelp } from "../../orchestrator/text/sentences.ts";
import type { Problem } from "../../orchestrator/problem.ts";

// The most problems that the line names, so that it stays readable. The metadata has the rest.
const named = 5;

interface Report {
  readonly command: string;
  readonly quiet: boolean;
  readonly engine: Engine;
  /** Whether several data directories were read, as a file's name alone would not tell them apart. */
  readonly many: boolean;
  /** What the problems mean for the answer. */
  readonly remark?: string | undefined;
}

/** Reports bad files without failing the command: in the answer's metadata, and on one line of stderr unless `quiet`. */
export function reportProblems(
  problems: readonly Problem[],
  { command, quiet, engine, many, remark }: Report,
): Metadata {
  if (problems.length > 0 && !quiet) {
    // Nushell before 0.108 drops a plugin's custom metadata, so there the line has to name every problem.
    const line = atLeast(engine.version, "0.108")
      ? summary(problems, many, ", all in `metadata`")
      : summary(problems, many, undefined);
    engine.warn(`${command}: ${sentences(line, remark)}`);
  }
  const rows = problems.map(({ path, code, severity, message, help }) => ({ path, code, severity, message, help }));
  return { custom: { orch_problems: rows } };
}

/** Throws a LabeledError if there is any problem, as `--strict` asks for. */
export function refuseProblems(problems: readonly Problem[], { many, span }: { many: boolean; span: Span }): void {
  if (problems.length === 0) return;
  throw new LabeledError(`With --strict: ${summary(problems, many, "")}`, {
    code: "orch::strict",
    labels: [{ text: "asked for here", span }],
    help: "Correct the files, or leave out --strict to get the rest, and be told of all problems.",
  });
}

// The problems of directories.
const ofDirectories: ReadonlySet<Problem["code"]> = new Set(["no-tasks", "unusable-directory"]);

/**
 * Says on one line, whatever the files' names hold, how many files have problems, which, why, and what to do. Past the
 * first few it says how many more there are and `where`. It names all of them if `where` is undefined.
 */
function summary(problems: readonly Problem[], many: boolean, where: string | undefined): string {
  const files = new Set(problems.map(({ path }) => path)).size;
  const oneFolder = !many && new Set(problems.map(({ path }) => dirname(path))).size === 1;
  const shown = problems.slice(0, where === undefined ? undefined : named);
  const parts = shown.map(({ path, place, message, help }, i) => {
    const lineAndColumn = place === undefined ? "" : `:${place.line}:${place.column}`;
    const text = `${printable(oneFolder ? basename(path) : path)}${lineAndColumn}: ${message}`;
    // Help that several problems in a row share is given once, after the last of them.
    return help === shown[i + 1]?.help ? `${text};` : withHelp({ message: text, help });
  });
  const more = problems.length - shown.length;
  if (more > 0) parts.push(`And ${more} more${where}.`);
  const [one, several] = problems.every(({ code }) => ofDirectories.has(code))
    ? ["directory", "directories"]
    : ["file", "files"];
  return `${files} ${files === 1 ? `${one} has a problem` : `${several} have problems`}: ${sentences(...parts)}`;
}
