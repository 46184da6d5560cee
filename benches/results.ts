import { readFileSync } from "node:fs";
import type { Bench, Context, Question } from "./bench.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { summarize, type GroupSummary } from "./summary.ts";

/** All that a run has measured, as its JSON holds it. */
export interface Results {
  readonly machine: Machine;
  readonly isQuick: boolean;
  /** Why a side was not measured, by its name. */
  readonly missing: Readonly<Record<string, string>>;
  /** What ended a bench before it was done, by its name. */
  readonly failed: Readonly<Record<string, string>>;
  /** How long each bench took. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly questions: Readonly<Record<string, Question>>;
  readonly groups: readonly GroupSummary[];
}

/** Runs benches one after the other and tells of each group as it comes. One that fails does not keep the others from running. */
export async function collect(
  benches: readonly Bench[],
  { isQuick, files }: Pick<Context, "isQuick" | "files">,
  onGroup: (group: GroupSummary, question: Question) => void,
): Promise<Results> {
  const machine = describeMachine();
  const versions: Record<string, string> = { ...machine.versions };
  const missing: Record<string, string> = {};
  const failed: Record<string, string> = {};
  const seconds: Record<string, number> = {};
  const groups: GroupSummary[] = [];
  const context: Context = {
    isQuick,
    files,
    of: (full, quick) => (isQuick ? quick : full),
    runs: (full) => (isQuick ? 2 : full),
    missing: (side, why) => (missing[side] = why),
    version: (program, version) => (versions[program] = version),
  };
  for (const bench of benches) {
    const start = performance.now();
    try {
      for await (const group of bench.run(context)) {
        const question = bench.questions[group.question];
        if (question === undefined) throw new Error(`it does not ask "${group.question}"`);
        const summary = summarize(group);
        if (groups.some((other) => keyOf(other) === keyOf(summary)))
          throw new Error(`it measures "${keyOf(summary)}" twice`);
        groups.push(summary);
        onGroup(summary, question);
      }
    } catch (error) {
      failed[bench.name] = String(error instanceof Error ? error.stack : error);
    }
    seconds[bench.name] = Math.round((performance.now() - start) / 1000);
  }
  const questions = Object.fromEntries(benches.flatMap((bench) => Object.entries(bench.questions)));
  return { machine: { ...machine, versions }, isQuick, missing, failed, seconds, questions, groups };
}

/** What names a group, as documents do: `tasks-page, 10000, warm`. */
export function keyOf({ id, size, when }: Pick<GroupSummary, "id" | "size" | "when">): string {
  return [id, size, when].filter((part) => part !== undefined).join(", ");
}

/** The groups that answer a question. */
export function groupsOf({ groups }: Results, question: string): readonly GroupSummary[] {
  return groups.filter((group) => group.question === question);
}

/** Throws an Error for a file that cannot be read, or holds something else. */
export function readResults(path: string): Results {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a run has written, or anything.
  const read = JSON.parse(readFileSync(path, "utf8")) as Partial<Results> | null;
  if (read?.machine?.versions === undefined || read.questions === undefined || !Array.isArray(read.groups)) {
    throw new Error(`${path} tells of no machine, questions and groups`);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest is written together with these.
  return read as Results;
}
