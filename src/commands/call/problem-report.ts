import { basename, dirname } from "node:path";
import { atLeast, LabeledError, type Engine, type Metadata, type Span } from "../../nushell/index.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import { sentences } from "../../orchestrator/text/sentences.ts";
import type { Problem } from "../../orchestrator/problem.ts";

// More than these in one line is no line; the rest is in the metadata.
const named = 5;

/**
 * How a command tells of bad files without failing: the answer's metadata, and one line on stderr unless `quiet`. `many` is
 * whether it read several data directories: then a file's name alone would not tell which.
 */
export function reportProblems(
  problems: readonly Problem[],
  { command, quiet, engine, many }: { command: string; quiet: boolean; engine: Engine; many: boolean },
): Metadata {
  if (problems.length > 0 && !quiet) {
    // Older releases keep no metadata of a plugin's own, so there the line has to name them all.
    const line = atLeast(engine.version, "0.108")
      ? summary(problems, many, ", all in `metadata`")
      : summary(problems, many, undefined);
    engine.warn(`${command}: ${line}`);
  }
  const rows = problems.map(({ path, code, severity, message, help }) => ({ path, code, severity, message, help }));
  return { custom: { orch_problems: rows } };
}

/** `--strict`: throws a LabeledError when there is any problem. */
export function refuseProblems(problems: readonly Problem[], { many, span }: { many: boolean; span: Span }): void {
  if (problems.length === 0) return;
  throw new LabeledError(`With --strict: ${summary(problems, many, "")}`, {
    code: "orch::strict",
    labels: [{ text: "asked for here", span }],
    help: "Correct the files, or leave out --strict to get the rest, and be told of all problems.",
  });
}

/**
 * How many files, which, why, and what to do; on one line, whatever their names hold. Past the first few it says how many
 * more there are and `where`; all are named when there is no such place.
 */
function summary(problems: readonly Problem[], many: boolean, where: string | undefined): string {
  const files = new Set(problems.map(({ path }) => path)).size;
  const oneFolder = !many && new Set(problems.map(({ path }) => dirname(path))).size === 1;
  const shown = problems.slice(0, where === undefined ? undefined : named);
  const parts = shown.map(({ path, message, help }, i) => {
    const text = `${printable(oneFolder ? basename(path) : path)}: ${message}`;
    // What several in a row need is said once.
    return help === shown[i + 1]?.help ? `${text};` : `${text}. ${help}`;
  });
  const more = problems.length - shown.length;
  if (more > 0) parts.push(`And ${more} more${where}.`);
  return `${files} ${files === 1 ? "file has a problem" : "files have problems"}: ${sentences(...parts)}`;
}
