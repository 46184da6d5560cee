import { basename, dirname } from "node:path";
import { atLeast, LabeledError, type Engine, type Metadata, type Span } from "../../nushell/index.ts";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Problem } from "../../orchestrator/problem.ts";

// More than these in one line is no line; the rest is in the metadata.
const named = 5;

/** How a command tells of bad files without failing: the answer's metadata, and one line on stderr unless `quiet`. */
export function reportProblems(
  problems: readonly Problem[],
  { command, quiet, engine }: { command: string; quiet: boolean; engine: Engine },
): Metadata {
  if (problems.length > 0 && !quiet) {
    // Older releases keep no metadata of a plugin's own, so there the line has to name them all.
    const line = atLeast(engine.version, "0.108")
      ? summary(problems, ", all in `metadata`")
      : summary(problems, undefined);
    engine.warn(`${command}: ${line}`);
  }
  return { custom: { orch_problems: problems.map(({ path, code, message }) => ({ path, code, message })) } };
}

/** `--strict`: throws a LabeledError when there is any problem. */
export function refuseProblems(problems: readonly Problem[], span: Span): void {
  if (problems.length === 0) return;
  throw new LabeledError(`With --strict: ${summary(problems, "")}`, {
    code: "orch::strict",
    labels: [{ text: "asked for here", span }],
    help: "Mend the files, or leave out --strict to get the rest, and be told of all problems.",
  });
}

/** Does what concerns one data directory where others count too: what makes it unusable is a noted problem. */
export async function orNoted<T>(
  directory: string,
  work: () => Promise<T>,
  noted: (problem: Problem) => T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return noted(directoryProblem(directory, error));
  }
}

/** What made one directory of many unusable, as data; throws on what is no OrchestratorError. */
function directoryProblem(path: string, error: unknown): Problem {
  if (!(error instanceof OrchestratorError)) throw error;
  // Where nothing is, the help lists where it looked: of no use for one of several that were named.
  const nothingThere = ["orch::status_not_found", "orch::no_data_dir"].includes(error.code);
  return { path, code: "unusable-directory", message: nothingThere ? error.message : withHelp(error) };
}

/** An error's message and its way out, as one text. */
export function withHelp({ message, help }: OrchestratorError): string {
  return help === undefined ? message : `${message}. ${help}`;
}

/**
 * How many files, which and why; on one line, whatever their names hold. Past the first few it says how many more there
 * are and `where`; all are named when there is no such place.
 */
function summary(problems: readonly Problem[], where: string | undefined): string {
  const files = new Set(problems.map(({ path }) => path)).size;
  const oneFolder = new Set(problems.map(({ path }) => dirname(path))).size === 1;
  const shown = problems
    .slice(0, where === undefined ? undefined : named)
    .map(({ path, message }) => `${printable(oneFolder ? basename(path) : path)}: ${message}`);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more${where}`);
  return `${files} ${files === 1 ? "file has a problem" : "files have problems"}: ${shown.join("; ")}`;
}
