import * as nu from "nu-plugin";
import { statusNotFound } from "../orchestrator/data-dir/not-found.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { textOrJson } from "../orchestrator/records/record-fields.ts";
import { phases } from "../orchestrator/task/phase.ts";
import {
  contradicts,
  findFutureCheck,
  findSilence,
  lastWritten,
  readStatus,
  silentFor,
  statusFromCounts,
  type TaskCounts,
  type Status,
} from "../orchestrator/status.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData, type DataAccess } from "./call/data-access.ts";
import { oneOfMany, orNoted } from "../orchestrator/data-dir/one-of-many.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";

const columns = {
  running: nu.nullable(nu.bool),
  tasks_pending: nu.nullable(nu.int),
  tasks_running: nu.nullable(nu.int),
  last_check: nu.nullable(nu.checkedDate),
  silent_for: nu.nullable(nu.duration),
  tasks_completed: nu.nullable(nu.int),
  tasks_failed: nu.nullable(nu.int),
  tasks_cancelled: nu.nullable(nu.int),
  version: nu.nullable(nu.string),
  data_dir: nu.string,
  source: nu.nullable(nu.string),
};
// Which of several data directories it is comes first, as Nushell leaves out what a terminal has no room for on the right.
const dirColumn = { dir: nu.string };
const longColumns = { counts: nu.any, unread: nu.nullable(nu.int), wrong_counts: nu.nullable(nu.bool) };
const rawColumns = { last_check: nu.nullable(nu.string) };
const declared = { ...columns, last_check: nu.oneOf(nu.checkedDate, nu.string, nu.nothing) };

export function status(session: Session): nu.Command {
  return defineCommand({
    name: "orch status",
    summary: "Show whether the orchestrator runs and count its tasks",
    description:
      "Reads status.json in the data directory. If there is none, the counts come from the task files, and whether the daemon is running is unknown (null). A status.json that says running and was last written longer ago than max_silence (5min unless configured) is noted on stderr: the daemon may have died.",
    searchTerms: ["orchestrator", "daemon", "alive", "health", "running", "pending"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      long: {
        short: "l",
        description:
          "Also count the task files by status, and those that cannot be read, and say whether status.json contradicts them",
      },
      raw: { short: "r", description: "Return last_check as the text in the file" },
    },
    output: nu.oneOf(nu.recordType(declared), nu.tableType(declared)),
    examples: [
      {
        description: "Is it running, and how much is there to do?",
        example: "orch status | select running tasks_pending tasks_running source",
        result: { running: true, tasks_pending: 4, tasks_running: 1, source: "status.json" },
      },
      {
        description: "Do the task files contradict status.json?",
        example: "orch status --long | get wrong_counts",
        result: false,
      },
      {
        description: "Without status.json, the task files are counted",
        example: "orch status --data-dir data/daemon | select running tasks_pending source",
        result: { running: null, tasks_pending: 2, source: "tasks" },
      },
      {
        description: "How many tasks are pending in all environments together?",
        example: "orch status --data-dir 'data/*' --quiet | get tasks_pending | math sum",
        result: 8,
      },
    ],
    async run(call) {
      const { flags, engine } = call;
      const data = await openData(call, session);
      const { dirs, many } = data.found;
      const found = await Promise.all(
        dirs.map((dir) =>
          oneOfMany(
            data.found,
            dir,
            () => look(dir, data, flags.long),
            (problem) => unknown(dir, problem),
          ),
        ),
      );
      const problems = found.flatMap((each) => each.problems);
      const unread = found.reduce((sum, { counted }) => sum + (counted?.unread.length ?? 0), 0);
      const remark = unread === 0 ? undefined : `The counts of the task files may be too low by ${unread}.`;
      const metadata = reportProblems(problems, { command: "orch status", quiet: flags.quiet, engine, many, remark });
      const shown: nu.Columns = {
        ...(many ? dirColumn : {}),
        ...columns,
        ...(flags.raw ? rawColumns : {}),
        ...(flags.long ? longColumns : {}),
      };
      const shortName = shortNames(dirs);
      const rows = found.map((each) => rowOf(each, shortName, flags.raw));
      const [only] = rows;
      return only === undefined || many
        ? nu.value(nu.table(shown), rows, metadata)
        : nu.value(nu.record(shown), only, metadata);
    },
  });
}

/** The status that one data directory gives. */
interface Found {
  readonly dir: string;
  readonly source: "status.json" | "tasks" | null;
  readonly state: Status | undefined;
  /** The tasks by status, and what could not be read; undefined if they were not counted. */
  readonly counted: TaskCounts | undefined;
  readonly problems: readonly Problem[];
}

async function look(dir: string, data: DataAccess, long: boolean): Promise<Found> {
  const file = await readStatus(dir);
  if (file === undefined) {
    const { exists, counts, unread, problems } = await data.queue(dir);
    if (!exists) throw statusNotFound(dir, data.found);
    return { dir, source: "tasks", state: statusFromCounts(counts), counted: { counts, unread }, problems };
  }
  const { counted, problems } = long ? await count(dir, data) : nothingCounted;
  const now = Date.now();
  const ages = [
    ...findFutureCheck(dir, file, now),
    ...findSilence(dir, file, lastWritten(dir, file, now), { now, maxSilence: data.settings.maxSilence }),
  ];
  return { dir, source: "status.json", state: file, counted, problems: [...file.problems, ...ages, ...problems] };
}

const nothingCounted: Pick<Found, "counted" | "problems"> = { counted: undefined, problems: [] };

/** Counts the tasks. If they cannot be listed, that is noted as a problem, as status.json can still be shown. */
function count(dir: string, data: DataAccess): Promise<Pick<Found, "counted" | "problems">> {
  return orNoted(
    dir,
    async () => {
      const { exists, counts, unread, problems } = await data.queue(dir);
      return { counted: exists ? { counts, unread } : undefined, problems };
    },
    (problem) => ({ counted: undefined, problems: [problem] }),
  );
}

/** Returns what gives a row of nulls, for a data directory that cannot be used. */
function unknown(dir: string, problem: Problem): Found {
  return { dir, source: null, state: undefined, counted: undefined, problems: [problem] };
}

function rowOf(
  { dir, source, state, counted }: Found,
  shortName: (dir: string) => string,
  raw: boolean,
): nu.Row<typeof dirColumn & typeof columns & typeof longColumns> {
  return {
    dir: shortName(dir),
    running: state?.running ?? null,
    tasks_pending: state?.tasksPending ?? null,
    tasks_running: state?.tasksRunning ?? null,
    last_check: (raw ? textOrJson(state?.raw["last_check"]) : state?.lastCheck?.text) ?? null,
    silent_for: state === undefined ? null : silentFor(state, Date.now()),
    tasks_completed: state?.tasksCompleted ?? null,
    tasks_failed: state?.tasksFailed ?? null,
    tasks_cancelled: state?.tasksCancelled ?? null,
    version: state?.version ?? null,
    data_dir: dir,
    source,
    counts: counted === undefined ? null : countsOf(counted.counts),
    unread: counted === undefined ? null : counted.unread.length,
    wrong_counts: state === undefined || counted === undefined ? null : contradicts(state, counted),
  };
}

/** Returns the counts of every phase, followed by those of any other status in the data. */
function countsOf(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...phases.map((name): [string, number] => [name, 0]), ...counts]);
}
