import { basename } from "node:path";
import type { Checkpoint, Checkpoints } from "./checkpoints.ts";
import { fileNameOf } from "../data-dir/layout.ts";
import { causeOf, problem, type Problem } from "../problem.ts";
import { didYouMean } from "../text/nearest.ts";
import { quote } from "../text/printable.ts";
import { sentences } from "../text/sentences.ts";

/** What a workflow's file says of the workflow, as far as a checkpoint can be held against it. */
interface Submitted {
  /** What its checkpoint may be called, the first name first. */
  readonly names: readonly string[];
  /** The ids of its operations. */
  readonly operations: readonly string[];
}

/** How far a workflow has come. */
export interface Progress {
  /** The operations that are done, in the order in which the checkpoint has them; undefined if that cannot be known. */
  readonly completed: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Finds how far a workflow has come, by its latest checkpoint. Without a checkpoint nothing is done. A checkpoint that
 * cannot be read is no lack of one: then nothing is known, as of a workflow without a name.
 */
export function progressOf(
  { names, operations }: Submitted,
  { checkpoints, problems }: Pick<Checkpoints, "checkpoints" | "problems">,
): Progress {
  const read = new Set(checkpoints.map(({ path }) => path));
  for (const name of names) {
    const unread = problems.filter(
      ({ path }) => !read.has(path) && fileNames(name).includes(basename(path).normalize()),
    );
    if (unread.length > 0) return { completed: undefined, problems: unread.map(withRemoval).map(withConsequence) };
    const latest = checkpoints.find(({ workflowId }) => workflowId === name);
    if (latest === undefined) continue;
    // Which of two values was meant, nobody can tell.
    const repeated = problems.filter(({ code, path }) => code === "duplicate-key" && path === latest.path);
    const { completed, problems: found } = progressAt(latest, operations);
    return { completed, problems: [...repeated, ...found] };
  }
  return { completed: names.length > 0 ? [] : undefined, problems: [] };
}

function progressAt({ completedOperations: completed, path }: Checkpoint, operations: readonly string[]): Progress {
  if (completed === null) {
    const problems = [problem("bad-field", path, "completed_operations is missing, or no list of ids")];
    return { completed: undefined, problems: problems.map(withConsequence) };
  }
  const known = new Set(operations);
  const strays = completed.filter((id) => !known.has(id));
  return {
    completed: [...new Set(completed)],
    problems: strays.map((id) => {
      const message = `completed operation ${quote(id)} is not in the workflow's file${didYouMean(id, known)}`;
      return problem("unknown-operation", path, message);
    }),
  };
}

/** Returns the names of the file of a workflow's checkpoint, their accents composed. The platform puts `.json` in the place of an extension. */
function fileNames(workflowId: string): string[] {
  const id = workflowId.normalize();
  return [fileNameOf(id), fileNameOf(id.replace(/(?<=.)\.[^.]*$/, ""))];
}

/** Adds to the help for a checkpoint that cannot be read, of which some says to remove it, what would come of that. */
function withRemoval(each: Problem): Problem {
  if (causeOf(each) !== "content") return each;
  return {
    ...each,
    help: sentences(each.help, "Once it is removed, operations that only it has as done count as remaining."),
  };
}

/** Says of a problem what follows from it. */
export function withConsequence(each: Problem): Problem {
  return { ...each, message: `${each.message}, so that the state of the workflow's operations is unknown` };
}
