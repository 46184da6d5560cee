import * as nu from "../nushell/index.ts";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { surveyCandidates } from "../orchestrator/data-dir/survey.ts";
import { checkDataDir, type CheckOptions } from "../orchestrator/check/data-dir.ts";
import { checkPlatform } from "../orchestrator/check/platform.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { defineCommand } from "./call/define-command.ts";
import { helpFor } from "./call/error-labels.ts";
import { dataContext, dataFlags, openData } from "./call/data-access.ts";
import type { Session } from "./call/session.ts";

const columns = { severity: nu.string, code: nu.string, problem: nu.string, path: nu.string, help: nu.string };
const placeColumns = {
  place: nu.string,
  path: nu.nullable(nu.string),
  chosen: nu.bool,
  exists: nu.bool,
  problem: nu.nullable(nu.string),
};
const sourceColumn = { source_dir: nu.nullable(nu.string) };
type Row = nu.Row<typeof sourceColumn & typeof columns>;

export function check(session: Session): nu.Command {
  return defineCommand({
    name: "orch check",
    summary: "Find everything that is wrong with the data directory",
    description:
      "Each row is a problem and how to fix it; no rows means that nothing wrong was found. It works where other commands fail: what stops them is a row here, except for a --data-dir or a setting of the plugin that cannot be used. What cannot be judged, for want of a limit or a time, is named on stderr.",
    searchTerms: ["orchestrator", "doctor", "diagnose", "health", "permission", "stuck", "stale"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      quiet: { short: "q", description: "Print nothing on stderr about what could not be judged" },
      "max-silence": {
        takes: nu.milliseconds({ min: 0 }),
        description:
          "Report a status.json that says running and is older than this (max_silence in the configuration, else 5min)",
      },
      "older-than": {
        takes: nu.milliseconds({ min: 0 }),
        description:
          "Report a task that has been running for longer than this, whatever the platform's task_timeout_seconds",
      },
      where: {
        description: "List the places where a data directory is looked for, and which one is used",
      },
    },
    output: nu.oneOf(nu.tableType(columns), nu.tableType(placeColumns)),
    examples: [
      {
        description: "Is anything lost or stuck?",
        example: "orch check --quiet | where severity == error | is-not-empty",
        result: false,
      },
      {
        description: "What should be fixed first?",
        example:
          "orch check --data-dir data/broken | where severity == error | select code path | update path { path basename }",
        result: [
          { code: "not-json", path: "task-002.json" },
          { code: "empty", path: "task-003.json" },
        ],
      },
      {
        description: "Where does the data come from?",
        example: "orch check --where | where chosen | get place",
        result: ["PROVISIONING_ORCHESTRATOR_DATA_DIR"],
      },
    ],
    async run(call) {
      const { flags, engine, signal } = call;
      const context = await dataContext(call, dataDirVariables(undefined));
      const candidates = await surveyCandidates(context);
      if (flags.where) {
        const rows = candidates.map(({ name, ...rest }) => ({ place: printable(name), ...rest }));
        return nu.value(nu.table(placeColumns), rows);
      }
      const { problems, ...limits } = await checkPlatform(context);
      // If the platform's configuration is broken, only an earlier candidate can tell where the data is.
      if (flags["data-dir"] === undefined && problems.length > 0 && !candidates.some(({ chosen }) => chosen)) {
        return nu.value(nu.table(columns), problems.map(rowOf));
      }
      const data = await openData(call, session, context);
      const { found, queue, settings } = data;
      const olderThan = flags["older-than"];
      const unjudged: Unjudged = { "no-limit": 0, "no-start": 0 };
      const options: CheckOptions = {
        found,
        queue,
        ...limits,
        ...(olderThan === undefined ? {} : { timeLimit: { seconds: olderThan / 1000, setBy: "--older-than" } }),
        notJudged: (why, tasks) => (unjudged[why] += tasks),
        now: Date.now(),
        maxSilence: flags["max-silence"] ?? settings.maxSilence,
        signal,
      };
      const rows: Row[] = [];
      const add = (dir: string | null, findings: readonly Problem[]) => {
        for (const each of findings) rows.push({ source_dir: dir, ...rowOf(each) });
      };
      add(null, problems);
      for (const dir of found.dirs) add(dir, await checkDataDir(dir, options));
      if (!flags.quiet) for (const line of linesOf(unjudged)) engine.warn(`orch check: ${line}`);
      return found.many ? nu.value(nu.table({ ...sourceColumn, ...columns }), rows) : nu.value(nu.table(columns), rows);
    },
  });
}

/** Of how many running tasks it cannot be judged whether they run too long, by the reason. */
type Unjudged = Record<Parameters<CheckOptions["notJudged"]>[0], number>;

function linesOf(unjudged: Unjudged): readonly string[] {
  return [
    ...linesFor(unjudged["no-limit"], "no task_timeout_seconds is known; give a limit with --older-than"),
    ...linesFor(unjudged["no-start"], "no started_at says for how long"),
  ];
}

function linesFor(tasks: number, lack: string): readonly string[] {
  return tasks === 0 ? [] : [`${tasks} running ${tasks === 1 ? "task was" : "tasks were"} not judged: ${lack}`];
}

function rowOf({ severity, code, message, path, help }: Problem): nu.Row<typeof columns> {
  const about = code === "no-data-dir" ? "data-dir" : code === "platform-config" ? code : "data";
  return { severity, code, problem: message, path, help: helpFor({ about, help }) };
}
