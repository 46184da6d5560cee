import * as nu from "../nushell/index.ts";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { surveyCandidates } from "../orchestrator/data-dir/survey.ts";
import { checkDataDir } from "../orchestrator/check/data-dir.ts";
import { checkPlatform } from "../orchestrator/check/platform.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { defineCommand } from "./call/define-command.ts";
import { helpFor } from "./call/error-labels.ts";
import { dataContext, openData, placeFlags } from "./call/data-access.ts";
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
      "Each row is a problem and how to fix it; no rows means that all is well. It works where other commands fail: what stops them is a row here, except for a --data-dir or a setting of the plugin that cannot be used. How long a task may run is the platform's task_timeout_seconds; if its configuration does not set that, no task counts as running too long.",
    searchTerms: ["orchestrator", "doctor", "diagnose", "health", "permission", "stuck", "stale"],
    category: "orchestrator",
    flags: {
      ...placeFlags,
      where: {
        description: "List the places where a data directory is looked for, and which one is used",
      },
    },
    output: nu.oneOf(nu.tableType(columns), nu.tableType(placeColumns)),
    examples: [
      { description: "Is everything all right?", example: "orch check | is-empty", result: true },
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
      const { flags, signal } = call;
      const context = await dataContext(call, dataDirVariables(undefined));
      const candidates = await surveyCandidates(context);
      if (flags.where) {
        const rows = candidates.map(({ name, ...rest }) => ({ place: printable(name), ...rest }));
        return nu.value(nu.table(placeColumns), rows);
      }
      const { timeout, problems } = await checkPlatform(context);
      // If the platform's configuration is broken, only an earlier candidate can tell where the data is.
      if (flags["data-dir"] === undefined && problems.length > 0 && !candidates.some(({ chosen }) => chosen)) {
        return nu.value(nu.table(columns), problems.map(rowOf));
      }
      const data = await openData(call, session, context);
      const options = { found: data.found, queue: data.queue, timeout, now: Date.now(), signal };
      const rows: Row[] = [];
      const add = (dir: string | null, found: readonly Problem[]) => {
        for (const each of found) rows.push({ source_dir: dir, ...rowOf(each) });
      };
      add(null, problems);
      for (const dir of data.found.dirs) add(dir, await checkDataDir(dir, options));
      return data.found.many
        ? nu.value(nu.table({ ...sourceColumn, ...columns }), rows)
        : nu.value(nu.table(columns), rows);
    },
  });
}

function rowOf({ severity, code, message, path, help }: Problem): nu.Row<typeof columns> {
  const about = code === "no-data-dir" ? "data-dir" : code === "platform-config" ? code : "data";
  return { severity, code, problem: message, path, help: helpFor({ about, help }) };
}
