import { basename, dirname } from "node:path";
import * as nu from "nu-plugin";
import { listCheckpoints, type CheckpointListing } from "../orchestrator/checkpoints/listing.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { inTurns } from "../orchestrator/files/in-turns.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { firstLine } from "../orchestrator/task/error-kind.ts";
import { readTaskRecord } from "../orchestrator/task/record.ts";
import type { UnreadTask } from "../orchestrator/tasks/unread.ts";
import { sentences } from "../orchestrator/text/sentences.ts";
import { findWorkflows, workflowStates, type WorkflowState } from "../orchestrator/workflow-states.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { jsonValue } from "./call/json-value.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { offerWorkflows } from "./tasks/completion.ts";
import { remarkOn } from "./tasks/readiness.ts";

const columns = {
  workflow: nu.nullable(nu.string),
  progress: nu.nullable(nu.int),
  failed: nu.int,
  last_failure: nu.nullable(nu.checkedDate),
  running: nu.int,
  pending: nu.int,
  blocked: nu.int,
  last_error: nu.nullable(nu.string),
  example: nu.nullable(nu.string),
  completed: nu.int,
  cancelled: nu.int,
  checkpoint: nu.nullable(nu.checkedDate),
  step: nu.any,
};

const severalColumns = { dir: nu.string, ...columns, source_dir: nu.string };

type Row = nu.Row<typeof severalColumns>;

export function workflows(session: Session): nu.Command {
  return defineCommand({
    name: "orch workflows",
    summary: "Show how workflows stand, the troubled ones first",
    description:
      "One row for each workflow that a task or a checkpoint names, and one with null for the tasks that belong to none. Workflows with open tasks come first, of these the ones with failures, and then what failed last. progress is the percentage of a workflow's tasks that have completed, whatever its checkpoint says; blocked counts the pending tasks that wait for others. last_failure, last_error and example are the end, the error's first line and the id of the task that failed last; checkpoint and step are the time and the step of the latest checkpoint.",
    searchTerms: ["orchestrator", "progress", "checkpoint", "failed", "summary", "batch"],
    category: "orchestrator",
    positionals: {
      workflow: {
        takes: nu.string,
        optional: true,
        description: "Only this workflow, given as its name, the path or name of its file, or a pattern",
        complete: offerWorkflows(session),
      },
    },
    flags: dataFlags,
    output: nu.tableType(columns),
    examples: [
      {
        description: "Which workflows have failures, and what went wrong last?",
        example: "orch workflows | where failed > 0 | select workflow failed last_error",
        result: [{ workflow: "backup", failed: 1, last_error: "db-01: no space left on device" }],
      },
      {
        description: "How far has a workflow come?",
        example: "orch workflows backup | select progress step",
        result: [{ progress: 0, step: 2 }],
      },
    ],
    async run(call) {
      const { flags, positionals, engine, signal } = call;
      const data = await openData(call, session);
      const { dirs, many } = data.found;
      const { tasks, unread, problems } = await listTasks(data);
      // Tasks are shown also where the checkpoints cannot be listed.
      const listing = await listCheckpoints({ dirs, many: true });
      const states = workflowStates({ tasks, unread, checkpoints: listing.checkpoints });
      const { workflow: wanted } = positionals;
      const lost = [...unread, ...unreadCheckpoints(listing)];
      const shown = wanted === undefined ? states : await findWorkflows({ states, unread: lost }, wanted, signal);
      const shortName = shortNames(dirs);
      const rows: Row[] = [];
      const found: Problem[] = [];
      for await (const state of inTurns(shown, signal)) rows.push(await rowOf(state, shortName, found));
      const metadata = reportProblems([...problems, ...listing.problems, ...found], {
        command: "orch workflows",
        quiet: flags.quiet,
        engine,
        many,
        remark: sentences(
          lost.length === 0 ? undefined : "The figures leave out what cannot be read.",
          remarkOn(tasks),
        ),
      });
      return nu.value(nu.table(many ? severalColumns : columns), rows, metadata);
    },
  });
}

/** Returns what stands for checkpoints that cannot be read: a workflow may be known by one of these alone. */
function unreadCheckpoints({ checkpoints, problems, unusable }: CheckpointListing): UnreadTask[] {
  const read = new Set(checkpoints.map(({ path }) => path));
  const unread = problems.filter(({ path }) => !read.has(path));
  return unread.map((problem) => {
    const id = unusable.includes(problem) ? undefined : basename(problem.path);
    return { problem, dataDir: dirname(dirname(problem.path)), id, last: undefined };
  });
}

/** Makes a row. What is wrong with a file that cannot be read any more is added to `problems`. */
async function rowOf(state: WorkflowState, shortName: (dir: string) => string, problems: Problem[]): Promise<Row> {
  const { workflow, dataDir, progress, countOf, blocked, lastFailed, checkpoint } = state;
  const failure = lastFailed && (await readTaskRecord(lastFailed));
  if (failure !== undefined && failure.record === undefined) problems.push(...failure.problems);
  return {
    dir: shortName(dataDir),
    workflow,
    progress,
    failed: countOf("failed"),
    last_failure: lastFailed?.completedAt ?? null,
    running: countOf("running"),
    pending: countOf("pending"),
    blocked,
    last_error: firstLine(failure?.record?.error ?? null),
    example: lastFailed?.id ?? null,
    completed: countOf("completed"),
    cancelled: countOf("cancelled"),
    checkpoint: checkpoint?.timestamp?.text ?? null,
    step: jsonValue(checkpoint?.step ?? null),
    source_dir: dataDir,
  };
}
