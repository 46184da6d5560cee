import { hasStatusFile } from "../data-dir/layout.ts";
import { dataDirNotFound, noTasks } from "../data-dir/not-found.ts";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import { isDirectory } from "../system/file-problem.ts";
import type { Problem } from "../problem.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../task/task.ts";
import { unreadDirectory, type UnreadTask } from "../tasks/unread.ts";
import type { QueueAccess } from "./queues.ts";

export interface Listing {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
  /** What is there and cannot be read, so that it may hold any task. */
  readonly unread: readonly UnreadTask[];
}

/**
 * Reads the tasks of all directories and sorts them into one list.
 *
 * @throws OrchestratorError for the only directory: `orch::no_data_dir`, `orch::unreadable_directory`. Of several, one that
 * cannot be used is a problem
 */
export async function listTasks(access: QueueAccess): Promise<Listing> {
  const { found } = access;
  const listings = await Promise.all(
    found.dirs.map((dir) => oneOfMany(found, dir, () => listOne(dir, access), noneFor(dir))),
  );
  return {
    tasks: mergeTasks(listings.map(({ tasks }) => tasks)),
    problems: listings.flatMap(({ problems }) => problems),
    unread: listings.flatMap(({ unread }) => unread),
  };
}

function noneFor(dir: string): (problem: Problem, isThere: boolean) => Listing {
  return (problem, isThere) => ({
    tasks: [],
    problems: [problem],
    unread: isThere ? [unreadDirectory(dir, problem)] : [],
  });
}

/**
 * Lists one directory. With only a status.json it has no tasks. With nothing it has none either if the call names it, which
 * is then a problem; if it was only looked for, it is no data directory, and this throws.
 */
async function listOne(dir: string, { queue, found }: QueueAccess): Promise<Listing> {
  const { exists, tasks, problems, unread } = await queue(dir);
  if (!exists && !hasStatusFile(dir)) {
    if (!found.given || found.many || !isDirectory(dir)) throw dataDirNotFound(dir, found);
    return noneFor(dir)(noTasks(dir), false);
  }
  return { tasks, problems, unread };
}
