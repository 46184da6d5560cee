import { basename, dirname } from "node:path";
import { atLeast, LabeledError, type Engine, type Metadata, type Span } from "nu-plugin";
import { amountOf, sentences, withHelp, withList } from "../../orchestrator/text/sentences.ts";
import { describeProblem, type Problem } from "../../orchestrator/problem.ts";
import { problemLines } from "../text/problem-lines.ts";

// The most problems that are named, so that it stays readable. The metadata has the rest.
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

/**
 * Reports bad files without failing the command: in the answer's metadata and, unless `quiet`, on stderr: one problem on
 * one line, several with a line for each.
 */
export function reportProblems(
  problems: readonly Problem[],
  { command, quiet, engine, many, remark }: Report,
): Metadata {
  if (problems.length > 0 && !quiet) {
    // Nushell before 0.108 drops a plugin's custom metadata, so there every problem has to be named.
    const most = atLeast(engine.version, "0.108") ? named : Infinity;
    const { line, lines } = summary(problems, many, most, ", all in `metadata`");
    engine.warn(`${command}: ${lines.length === 0 ? sentences(line, remark) : withList(line, lines, remark)}`);
  }
  const rows = problems.map(({ path, code, severity, message, help }) => ({ path, code, severity, message, help }));
  return { custom: { orch_problems: rows } };
}

/** Throws a LabeledError if there is any problem, as `--strict` asks for. */
export function refuseProblems(problems: readonly Problem[], { many, span }: { many: boolean; span: Span }): void {
  if (problems.length === 0) return;
  const { line, lines } = summary(problems, many, named, "");
  const advice = "Correct the files, or leave out --strict to get the rest, and be told of all problems.";
  throw new LabeledError(`With --strict: ${line.replace(/:$/, "")}`, {
    code: "orch::strict",
    labels: [{ text: "asked for here", span }],
    help: [...lines, advice].join("\n"),
  });
}

// The problems of directories.
const ofDirectories: ReadonlySet<Problem["code"]> = new Set(["no-tasks", "unusable-directory"]);

/**
 * Says how many files have problems, whatever their names hold, and of one problem which, why, and what to do. For
 * several, `lines` say that, of the first `most`; and how many more there are, and `where`.
 */
function summary(problems: readonly Problem[], many: boolean, most: number, where: string) {
  const files = new Set(problems.map(({ path }) => path)).size;
  const oneFolder = !many && new Set(problems.map(({ path }) => dirname(path))).size === 1;
  const lineOf = (each: Problem) => describeProblem(oneFolder ? { ...each, path: basename(each.path) } : each);
  const [one, several] = problems.every(({ code }) => ofDirectories.has(code))
    ? ["directory", "directories"]
    : ["file", "files"];
  const [only, ...others] = problems;
  if (only !== undefined && others.length === 0) {
    return { line: `1 ${one} has a problem: ${withHelp({ message: lineOf(only), help: only.help })}`, lines: [] };
  }
  const lines = problemLines(problems.slice(0, most), lineOf);
  const more = problems.length - most;
  if (more > 0) lines.push(`And ${more} more${where}.`);
  return { line: `${amountOf(files, `${one} has`, `${several} have`)} problems:`, lines };
}
