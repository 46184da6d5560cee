import * as nu from "../nushell/index.ts";
import { statusNotFound } from "../orchestrator/data-dir/not-found.ts";
import type { Problem } from "../orchestrator/problem.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { knownStatuses } from "../orchestrator/queue/task.ts";
import { contradicts, readStatus, statusFromCounts } from "../orchestrator/status/status.ts";
import { dataFlags, openData, type DataAccess } from "./data-access.ts";
import { rawText } from "./raw-text.ts";
import { directoryProblem, reportProblems } from "./problem-report.ts";

const columns = {
  running: nu.nullable(nu.bool),
  tasks_pending: nu.nullable(nu.int),
  tasks_running: nu.nullable(nu.int),
  last_check: nu.nullable(nu.date),
  tasks_completed: nu.nullable(nu.int),
  tasks_failed: nu.nullable(nu.int),
  tasks_cancelled: nu.nullable(nu.int),
  version: nu.nullable(nu.string),
  data_dir: nu.string,
  source: nu.nullable(nu.string),
};
const longColumns = { counts: nu.any, stale: nu.nullable(nu.bool) };
const rawColumns = { last_check: nu.nullable(nu.string) };
const declared = { ...columns, last_check: nu.oneOf(nu.date, nu.string, nu.nothing) };

export function status(queues: Queues): nu.Command {
  return nu.defineCommand({
    name: "orch status",
    summary: "Show whether the orchestrator runs, and how many tasks it has in each state",
    description:
      "Reads status.json of the data directory. Where there is none the counts come from the task files, and whether the daemon runs is not known (null).",
    searchTerms: ["orchestrator", "daemon", "health", "running", "pending"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      long: {
        short: "l",
        description: "Add the task files' own count of every status, and whether status.json contradicts it",
      },
      raw: { short: "r", description: "Give last_check as the text that the file has" },
    },
    output: nu.oneOf(nu.recordType(declared), nu.tableType(declared)),
    examples: [
      {
        description: "Does it run, and how much is there to do?",
        example: "orch status | select running tasks_pending tasks_running source",
        result: { running: true, tasks_pending: 4, tasks_running: 1, source: "status.json" },
      },
      {
        description: "Do the task files contradict status.json?",
        example: "orch status --long | get stale",
        result: false,
      },
      {
        description: "A data directory without status.json: the tasks are counted",
        example: "orch status --data-dir data/daemon | select running tasks_pending source",
        result: { running: null, tasks_pending: 2, source: "tasks" },
      },
      {
        description: "Every environment at once",
        example: "orch status --data-dir 'data/*' --quiet | get tasks_pending | math sum",
        result: 8,
      },
    ],
    async run(call) {
      const { flags, engine } = call;
      const data = await openData(call, queues);
      const { dirs, many } = data.found;
      const rows = await data.blame(() =>
        Promise.all(dirs.map((dir) => (many ? rowOrProblem(dir, data, flags) : readRow(dir, data, flags)))),
      );
      const problems = rows.flatMap((row) => row.problems);
      const metadata = reportProblems(problems, { command: "orch status", quiet: flags.quiet, engine });
      const shown: nu.Columns = {
        ...columns,
        ...(flags.raw ? rawColumns : {}),
        ...(flags.long ? longColumns : {}),
      };
      const [only] = rows;
      return only === undefined || many
        ? nu.answer(nu.table(shown), rows, metadata)
        : nu.answer(nu.record(shown), only, metadata);
    },
  });
}

type StatusRow = nu.Row<typeof columns & typeof longColumns> & { readonly problems: readonly Problem[] };

interface RowFlags {
  readonly long: boolean;
  readonly raw: boolean;
}

async function readRow(dir: string, data: DataAccess, { long, raw }: RowFlags): Promise<StatusRow> {
  const file = await readStatus(dir);
  const counted = long || file === undefined ? await countTasks(dir, data, file !== undefined) : nothingCounted;
  const state = file ?? (counted.counts && statusFromCounts(counted.counts));
  if (state === undefined) throw statusNotFound(dir, data.found);
  return {
    ...emptyRow,
    running: state.running,
    tasks_pending: state.tasksPending,
    tasks_running: state.tasksRunning,
    last_check: raw ? rawText(state.raw["last_check"]) : state.lastCheck,
    tasks_completed: state.tasksCompleted,
    tasks_failed: state.tasksFailed,
    tasks_cancelled: state.tasksCancelled,
    version: state.version,
    data_dir: dir,
    source: file === undefined ? "tasks" : "status.json",
    ...(counted.counts && { counts: countsOf(counted.counts), stale: contradicts(state, counted.counts) }),
    problems: [...state.problems, ...counted.problems],
  };
}

interface Counted {
  readonly counts: ReadonlyMap<string, number> | undefined;
  readonly problems: readonly Problem[];
}

const nothingCounted: Counted = { counts: undefined, problems: [] };

/** The tasks by status; none where there is no task store. `forgiving`: one that cannot be listed is a noted problem. */
async function countTasks(dir: string, data: DataAccess, forgiving: boolean): Promise<Counted> {
  try {
    const { exists, counts, problems } = await data.queue(dir);
    return { counts: exists ? counts : undefined, problems };
  } catch (error) {
    if (!forgiving) throw error;
    return { counts: undefined, problems: [directoryProblem(dir, error)] };
  }
}

/** Among many directories a bad one is a row of nulls and a noted problem. */
async function rowOrProblem(dir: string, data: DataAccess, flags: RowFlags): Promise<StatusRow> {
  try {
    return await readRow(dir, data, flags);
  } catch (error) {
    return { ...emptyRow, data_dir: dir, problems: [directoryProblem(dir, error)] };
  }
}

const emptyRow = {
  running: null,
  tasks_pending: null,
  tasks_running: null,
  last_check: null,
  tasks_completed: null,
  tasks_failed: null,
  tasks_cancelled: null,
  version: null,
  source: null,
  counts: null,
  stale: null,
};

/** Every documented status, then what else the data has. */
function countsOf(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...knownStatuses.map((name): [string, number] => [name, 0]), ...counts]);
}
