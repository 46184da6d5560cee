import { OrchestratorError } from "../orchestrator-error.ts";
import { grouped } from "../grouped.ts";
import { didYouMean } from "../text/nearest.ts";
import { excerpt, quote } from "../text/printable.ts";
import { listed, sentences } from "../text/sentences.ts";
import { matchesAny, matchesPath, Work } from "../files/patterns/glob-match.ts";
import { readGlob } from "../files/patterns/glob.ts";
import { globCharacters, slashed } from "../files/patterns/path-pattern.ts";
import { mayHoldIt, unreadLines, type UnreadTask } from "./unread.ts";
import { lastNameOf, stemOf } from "../task/workflow.ts";

/** A test for whether a workflow is wanted. */
export interface WorkflowMatcher {
  (workflow: string): boolean;
  /**
   * Matches workflows in advance, each once, letting other work run in between, because long names matched all at once
   * would keep everything else waiting. Throws the signal's reason on abort.
   */
  readonly prepare: (workflows: Iterable<string | null>, signal: AbortSignal) => Promise<void>;
  /** Creates the error for tasks of these workflows, none of which is wanted, and for what cannot be read beside them. */
  readonly unknown: (workflows: Iterable<string | null>, unread?: readonly UnreadTask[]) => OrchestratorError;
}

type Matcher = ((workflow: string) => boolean) & Pick<WorkflowMatcher, "prepare">;

/**
 * Returns a test for whether a task's workflow is the one that is asked for: by its name, by its path or the end of it
 * (`deploy.k`, `prod/deploy.k`), by the path's stem (`deploy`), or by a glob that any of these matches. A letter with an
 * accent may be one character or two, as in the names that come from a Mac: Unicode calls both the same. Tasks of a Windows
 * machine have backslashes in their workflows' paths, wherever these are read.
 *
 * @throws OrchestratorError `orch::pattern_too_large`, `orch::bad_pattern`
 */
export function workflowMatcher(wanted: string): WorkflowMatcher {
  const matcher = /^[ -~]*$/.test(wanted) ? matcherOf(wanted) : normalizing(matcherOf(wanted.normalize()));
  return Object.assign(matcher, { unknown: unknownWorkflow.bind(undefined, wanted) });
}

function normalizing(matcher: Matcher): Matcher {
  return Object.assign((workflow: string) => matcher(workflow.normalize()), {
    prepare: (workflows: Iterable<string | null>, signal: AbortSignal) =>
      matcher.prepare(
        Array.from(workflows, (workflow) => workflow?.normalize() ?? null),
        signal,
      ),
  });
}

function matcherOf(wanted: string): Matcher {
  if (!globCharacters.test(wanted)) {
    const path = slashed(wanted, "\\").replace(/^\.\//, "");
    const end = `/${path}`;
    const isWanted = (workflow: string): boolean => {
      if (workflow.includes("\\")) return isWanted(slashed(workflow, "\\"));
      return workflow === path || workflow.endsWith(end) || stemOf(workflow) === wanted;
    };
    return Object.assign(isWanted, { prepare: () => Promise.resolve() });
  }
  const patterns = readGlob(`**/${slashed(wanted).replace(/^\.\//, "")}`, "workflow-filter", wanted);
  let known: ReadonlyMap<string, boolean> = new Map();
  const matchesNow = (names: readonly string[]) => patterns.some((pattern) => matchesPath(pattern, names, true));
  const isMatch = (workflow: string): boolean => {
    return workflow === wanted || matchesNow([stemOf(workflow)]) || matchesNow(workflow.split(/[\\/]/));
  };
  const prepare = async (workflows: Iterable<string | null>, signal: AbortSignal): Promise<void> => {
    const options = { dots: true, work: new Work(signal) };
    const found = new Map<string, boolean>();
    for (const workflow of workflows) {
      if (workflow === null || found.has(workflow)) continue;
      const before = known.get(workflow);
      if (before !== undefined) {
        found.set(workflow, before);
        continue;
      }
      const matches = (names: readonly string[]) => matchesAny(patterns, names, options);
      const isWanted =
        workflow === wanted || (await matches([stemOf(workflow)])) || (await matches(workflow.split(/[\\/]/)));
      found.set(workflow, isWanted);
      if (options.work.add(workflow.length)) await options.work.turn();
    }
    known = found;
  };
  return Object.assign((workflow: string) => known.get(workflow) ?? isMatch(workflow), { prepare });
}

// The most workflows that an error lists. Nobody reads more.
const mostListed = 20;

function unknownWorkflow(
  wanted: string,
  workflows: Iterable<string | null>,
  unread: readonly UnreadTask[] = [],
): OrchestratorError {
  const known = [...grouped(workflows, (workflow) => workflow ?? undefined)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([workflow]) => workflow);
  const near = () => didYouMean(wanted, new Set(known.flatMap((name) => [name, lastNameOf(name), stemOf(name)])));
  const message = globCharacters.test(wanted)
    ? `No workflow matches ${quote(wanted)}`
    : `Unknown workflow ${quote(wanted)}${near()}`;
  return new OrchestratorError(message, {
    about: "unknown-workflow",
    code: "orch::unknown_workflow",
    help: sentences(
      known.length === 0
        ? "No task that can be read names a workflow."
        : `Known workflows: ${listed(known.map(excerpt), mostListed)}.`,
      mayHoldIt(unread),
    ),
    list: unreadLines(unread),
  });
}
