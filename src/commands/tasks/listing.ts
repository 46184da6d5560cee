import { orNoted } from "../../orchestrator/data-dir/one-of-many.ts";
import { noDataDir } from "../../orchestrator/data-dir/not-found.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { mergeTasks } from "../../orchestrator/tasks/order.ts";
import type { Task } from "../../orchestrator/tasks/task.ts";
import { hasStatusFile } from "../../orchestrator/status.ts";
import type { DataAccess } from "../call/data-access.ts";

export interface Listing {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
}

/** The tasks of all directories in one order. */
export async function listTasks(data: DataAccess): Promise<Listing> {
  const { dirs, many } = data.found;
  const listings = await Promise.all(dirs.map((dir) => (many ? listOrProblem(dir, data) : listOne(dir, data))));
  return {
    tasks: mergeTasks(listings.map(({ tasks: each }) => each)),
    problems: listings.flatMap(({ problems }) => problems),
  };
}

/** A directory with only a status.json has no tasks; one with nothing is no data directory. */
async function listOne(dir: string, { queue, found }: DataAccess): Promise<Listing> {
  const { exists, tasks: ordered, problems } = await queue(dir);
  if (!exists && !hasStatusFile(dir)) throw noDataDir(dir, found);
  return { tasks: ordered, problems };
}

/** Among many directories a bad one is a noted problem. */
function listOrProblem(dir: string, data: DataAccess): Promise<Listing> {
  return orNoted(
    dir,
    () => listOne(dir, data),
    (problem) => ({ tasks: [], problems: [problem] }),
  );
}
