import * as nu from "nu-plugin";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { taskDetails, type TaskDetails } from "./tasks/details.ts";
import { offerIds } from "./tasks/completion.ts";
import { idArguments, idVariants, wantedIds } from "./tasks/ids.ts";
import { findNamed, problemsOf } from "./tasks/named-tasks.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { Dependencies } from "../orchestrator/tasks/dependencies.ts";

const declared = { id: nu.string, status: nu.string, path: nu.string };
const answer = nu.oneOf(nu.recordType(declared), nu.tableType(declared));

export function task(session: Session): nu.Command {
  return defineCommand({
    name: "orch task",
    summary: "Show everything that is known about a task",
    description:
      "Shows every field of the task's file, including those that the orchestrator's documents do not mention, and how long the task waited and ran. The beginning of an id is enough if no other task's id begins with it, and where none does, the beginning of a task's name. One id as an argument gives a record; several ids, ids from the pipeline or several data directories give a table. An id whose file cannot be read is an error that names the file.",
    searchTerms: ["orchestrator", "job", "show", "get", "describe", "detail", "inspect", "output", "error"],
    category: "orchestrator",
    flags: dataFlags,
    rest: idArguments("taken from the pipeline if none is given", offerIds(session)),
    variants: idVariants(answer),
    examples: [
      {
        description: "Why did this task fail?",
        example: "orch task task-005 | select status error",
        result: { status: "failed", error: "db-01: no space left on device" },
      },
      {
        description: "Why does this task not start?",
        example: "orch task task-004 | get blocked_by",
        result: ["task-002", "task-003"],
      },
      {
        description: "How long did this task wait, and how long did it run?",
        example: "orch task task-001 | select waited duration",
        result: { waited: new nu.Duration(5_000_000_000n), duration: new nu.Duration(270_000_000_000n) },
      },
      {
        description: "What did the completed tasks print?",
        example: "orch tasks --status completed | get id | orch task | get output",
        result: ["3 servers created: web-01, web-02, db-01"],
      },
    ],
    async run(call) {
      const { flags, engine, head } = call;
      const { ids, isOne } = await wantedIds(call.rest, call.input, { command: "orch task", head });
      const data = await openData(call, session);
      const listing = await listTasks(data);
      const { many } = data.found;
      const found = await findNamed(ids, listing);
      const noted = problemsOf(found, listing);
      // If several files have the same id, the first is shown, and the problems name the others.
      const shown = isOne && !many ? found.slice(0, 1) : found;
      const view = {
        shortName: many ? shortNames(data.found.dirs) : undefined,
        dependencies: new Dependencies(listing),
      };
      const rows: TaskDetails[] = [];
      for (const each of shown) rows.push(await taskDetails(each, view, noted));
      const metadata = reportProblems(noted, { command: "orch task", quiet: flags.quiet, engine, many });
      const [only] = rows;
      return only !== undefined && isOne && !many
        ? nu.value(nu.any, only, metadata)
        : nu.value(nu.any, withSameColumns(rows), metadata);
    },
  });
}

/** Gives every row the same columns, with null for what a file lacks, so that `get` works for each of them. */
function withSameColumns(rows: readonly TaskDetails[]): readonly TaskDetails[] {
  const columns = new Set(rows.flatMap((row) => [...row.keys()]));
  return rows.map((row) => new Map(Array.from(columns, (name) => [name, row.get(name)])));
}
