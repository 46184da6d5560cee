import * as nu from "nu-plugin";
import {
  listCheckpoints,
  listCheckpointsIn,
  type CheckpointListing,
  type ListedCheckpoint,
} from "../orchestrator/checkpoints/listing.ts";
import { findCheckpoints } from "../orchestrator/checkpoints/checkpoints.ts";
import { findDataDirs, type DataDirs } from "../orchestrator/data-dir/find.ts";
import { isDataDir } from "../orchestrator/data-dir/layout.ts";
import { dataDirNotFound } from "../orchestrator/data-dir/not-found.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { OrchestratorError } from "../orchestrator/orchestrator-error.ts";
import { expand, globCharacters, needsHome } from "../orchestrator/files/patterns/path-pattern.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { amountOf, sentences } from "../orchestrator/text/sentences.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataContext, dataFlags, typedPlace, type DataContext } from "./call/data-access.ts";
import { jsonValue } from "./call/json-value.ts";
import { reportProblems } from "./call/problem-report.ts";

const columns = {
  workflow_id: nu.string,
  step: nu.any,
  completed_operations: nu.nullable(nu.list(nu.string)),
  timestamp: nu.nullable(nu.checkedDate),
  current_state: nu.any,
  metadata: nu.any,
  path: nu.string,
};
const severalColumns = { dir: nu.string, ...columns, source_dir: nu.string };

type Found = CheckpointListing & Pick<DataDirs, "dirs" | "many">;

const { "data-dir": dataDirFlag, quiet } = dataFlags;

export function checkpoints(): nu.Command {
  return defineCommand({
    name: "orch checkpoints",
    summary: "List the checkpoints of workflows, latest first",
    description:
      "A checkpoint records how far a workflow has got. The platform's documents do not say where checkpoints are kept: they are read from checkpoints/ in the data directory, or from --dir. If the data directory has no checkpoints/, none have been written and the table is empty.",
    searchTerms: ["orchestrator", "workflow", "resume", "rollback", "progress"],
    category: "orchestrator",
    positionals: {
      workflow_id: {
        takes: nu.string,
        optional: true,
        description: "Only the checkpoints of this workflow",
        // Nushell before 0.115 answers no engine calls during completion.
        complete: (request) => listTyped(request).then(suggestions, () => []),
      },
    },
    flags: {
      "data-dir": dataDirFlag,
      dir: {
        takes: nu.directory,
        description: "Read the checkpoints from this directory instead of the data directory's",
      },
      quiet,
    },
    output: nu.tableType({ ...columns, timestamp: nu.oneOf(nu.checkedDate, nu.nothing) }),
    examples: [
      {
        description: "How far has each workflow got?",
        example: "orch checkpoints | select workflow_id step completed_operations",
        result: [
          { workflow_id: "rotate-certificates", step: 0, completed_operations: [] },
          { workflow_id: "backup", step: 2, completed_operations: ["dump-databases", "stop-writes"] },
        ],
      },
      {
        description: "Where did the backup stop?",
        example: "orch checkpoints backup | get 0.current_state.phase",
        result: "upload",
      },
    ],
    async run(call) {
      const { flags, positionals, engine } = call;
      const context = await dataContext(call);
      const { dirs, many, problems, ...found } = await (flags.dir === undefined
        ? listAll(context)
        : listDirectory(flags.dir, context));
      const { workflow_id: wanted } = positionals;
      const shown = wanted === undefined ? found.checkpoints : findCheckpoints(found.checkpoints, wanted);
      const metadata = reportProblems(problems, { command: "orch checkpoints", quiet: flags.quiet, engine, many });
      const shortName = shortNames(dirs);
      const rows = shown.map((each) => rowOf(each, shortName));
      return nu.value(nu.table(many ? severalColumns : columns), rows, metadata);
    },
  });
}

/** Lists the checkpoints that a call would find as it is typed so far. */
async function listTyped(request: nu.CompletionRequest): Promise<readonly ListedCheckpoint[]> {
  const { typed, engine, signal } = request;
  const place = typedPlace(request);
  const dir = typed.flag("dir", nu.directory);
  // What is no literal, such as a variable, is not known yet.
  if (place === undefined || (typed.has("dir") && dir === undefined)) return [];
  const context = await dataContext({ flags: place, engine, signal });
  const found = dir === undefined ? listAll(context) : listDirectory(dir, context);
  return (await found).checkpoints;
}

function suggestions(found: readonly ListedCheckpoint[]): nu.Suggestion[] {
  return found.map(({ workflowId, completedOperations: done }) => ({
    value: nu.asArgument(workflowId),
    ...(done && { description: `${amountOf(done.length, "operation")} completed` }),
  }));
}

/** Lists the checkpoints of every data directory that a call reads. */
async function listAll(context: DataContext): Promise<Found> {
  const found = await findDataDirs(context);
  const listing = await listCheckpoints(found, (dataDir) => {
    if (!isDataDir(dataDir)) throw dataDirNotFound(dataDir, found);
  });
  return { ...listing, dirs: found.dirs, many: found.many };
}

/** Lists the checkpoints of a directory that the call names with `--dir`, which must exist. */
async function listDirectory(given: string, { cwd, env }: DataContext): Promise<Found> {
  const home = needsHome(given) ? await env("HOME") : undefined;
  const directory = expand(given, { cwd, home, about: "checkpoints" });
  const listing = await listCheckpointsIn(directory, directory);
  if (listing.exists) return { ...listing, dirs: [directory], many: false };
  throw new OrchestratorError(`Checkpoint directory not found: ${printable(directory)}`, {
    about: "checkpoints",
    code: "orch::no_checkpoints",
    help: sentences(
      globCharacters.test(given) ? "--dir takes one directory, not a pattern." : undefined,
      "Give the directory that contains the <workflow_id>.json files.",
    ),
  });
}

function rowOf(checkpoint: ListedCheckpoint, shortName: (dir: string) => string): nu.Row<typeof severalColumns> {
  const { dataDir } = checkpoint;
  return {
    dir: shortName(dataDir),
    source_dir: dataDir,
    workflow_id: checkpoint.workflowId,
    step: jsonValue(checkpoint.step),
    completed_operations: checkpoint.completedOperations,
    timestamp: checkpoint.timestamp?.text ?? null,
    current_state: jsonValue(checkpoint.currentState),
    metadata: jsonValue(checkpoint.metadata),
    path: checkpoint.path,
  };
}
