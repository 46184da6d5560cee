import * as nu from "nu-plugin";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import type { DataDirs } from "../orchestrator/data-dir/find.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { surveyCandidates } from "../orchestrator/data-dir/survey.ts";
import { checkDataDir, type CheckOptions } from "../orchestrator/check/data-dir.ts";
import { checkPlatform } from "../orchestrator/check/platform.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { amountOf, listed } from "../orchestrator/text/sentences.ts";
import { widest } from "../orchestrator/text/width.ts";
import { formOf } from "./call/contradiction.ts";
import { defineCommand } from "./call/define-command.ts";
import { painterFor } from "./text/colors.ts";
import { helpFor } from "./call/error-labels.ts";
import { dataContext, dataFlags, openData } from "./call/data-access.ts";
import { failure, problemText, tally } from "./text/problem-lines.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { pathBelow, shortPlace } from "./text/short-place.ts";

// What one looks for stands left, as Nushell leaves out what a terminal has no room for on the right.
const columns = {
  severity: nu.string,
  place: nu.string,
  problem: nu.string,
  help: nu.string,
  code: nu.string,
  path: nu.string,
};
const severalColumns = { dir: nu.nullable(nu.string), ...columns, source_dir: nu.nullable(nu.string) };
const whereColumns = {
  chosen: nu.bool,
  path: nu.nullable(nu.string),
  place: nu.string,
  exists: nu.bool,
  problem: nu.nullable(nu.string),
};

/** What is wrong, and with which data directory, if with one. */
interface Finding {
  readonly dir: string | null;
  readonly problem: Problem;
}

export function check(session: Session): nu.Command {
  return defineCommand({
    name: "orch check",
    summary: "Find everything that is wrong with the data directory",
    description:
      "Each row is a problem and how to fix it; no rows means that nothing wrong was found. It works where other commands fail: what stops them is a row here, except for a --data-dir or a setting of the plugin that cannot be used. In a narrow terminal `--text` shows more than the table, as a line on stderr says. What cannot be judged, for want of a limit or a time, is named on stderr.",
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
      fail: { short: "f", description: "Fail if there is an error; warnings do not count" },
      text: { short: "t", description: "Give a text to read, in any width, instead of a table" },
      where: {
        description: "List the places where a data directory is looked for, and which one is used",
      },
    },
    output: nu.oneOf(nu.tableType(columns), nu.tableType(whereColumns), nu.string),
    examples: [
      {
        description: "Is anything lost or stuck?",
        example: "orch check --quiet | where severity == error | is-not-empty",
        result: false,
      },
      {
        description: "What should be fixed first?",
        example: "orch check --data-dir data/broken | where severity == error | select place code",
        result: [
          { place: "tasks/task-002.json", code: "not-json" },
          { place: "tasks/task-003.json", code: "empty" },
        ],
      },
      {
        description: "Read what is wrong and what to do about it, in any width",
        example: "orch check --data-dir data/broken --text | lines | get 1 2",
        result: ["tasks/task-003.json: error: empty: no JSON in it", "  Correct or remove it."],
      },
      {
        description: "Where does the data come from?",
        example: "orch check --where | where chosen | get place",
        result: ["PROVISIONING_ORCHESTRATOR_DATA_DIR"],
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal } = call;
      const form = formOf(["where", "text"], call);
      const warn = warner("orch check", call);
      const context = await dataContext(call, dataDirVariables(undefined));
      const candidates = await surveyCandidates(context);
      if (form === "where") {
        const rows = candidates.map(({ name, ...rest }) => ({ place: printable(name), ...rest }));
        return nu.value(nu.table(whereColumns), rows);
      }
      const { problems, ...limits } = await checkPlatform(context);
      const findings: Finding[] = problems.map((problem) => ({ dir: null, problem }));
      // If the platform's configuration is broken, only an earlier candidate can tell where the data is.
      if (flags["data-dir"] === undefined && problems.length > 0 && !candidates.some(({ chosen }) => chosen)) {
        return answer(findings);
      }
      const data = await openData(call, session, context);
      const { found, queue, settings } = data;
      const olderThan = flags["older-than"];
      const unjudged: Unjudged = { "no-limit": 0, "no-start": 0 };
      const options: CheckOptions = {
        found,
        queue,
        ...limits,
        ...(olderThan === undefined ? {} : { timeLimit: givenLimit(olderThan) }),
        notJudged: (why, tasks) => (unjudged[why] += tasks),
        now: Date.now(),
        maxSilence: flags["max-silence"] ?? settings.maxSilence,
        signal,
      };
      for (const dir of found.dirs) {
        for (const problem of await checkDataDir(dir, options)) findings.push({ dir, problem });
      }
      for (const line of linesOf(unjudged)) warn(line);
      return answer(findings, found);

      async function answer(all: readonly Finding[], dirs?: DataDirs) {
        // Below one directory a path is clear; of several, whole paths tell the files apart.
        const shown = all.map(({ dir, problem }) => helped(dir === null || dirs?.many ? problem : below(dir, problem)));
        const where = dirs === undefined ? "" : ` in ${listed(dirs.dirs.map(printable), 3)}`;
        const errors = shown.filter(({ severity }) => severity === "error");
        if (flags.fail && errors.length > 0) {
          const asked = { code: "orch::check_failed", span: flagSpan("fail") };
          throw failure(`Found ${tally(errors)}${where}`, errors, asked);
        }
        if (form === "text") {
          const end = shown.length === 0 ? "Nothing wrong was found" : tally(shown);
          return nu.value(nu.string, problemText(shown, `${end}${where}`, await painterFor(engine)));
        }
        const shortName = shortNames(dirs?.dirs ?? []);
        const rows = all.map((each) => rowOf(each, shortName));
        const shownColumns = dirs?.many ? severalColumns : columns;
        if (!flags.quiet && rows.length > 0 && (await isTooWide(rows, shownColumns, engine))) {
          warn("no room for the whole table: `orch check --text` shows what to do about each");
        }
        return nu.value(nu.table(shownColumns), rows);
      }
    },
  });
}

function givenLimit(milliseconds: number): CheckOptions["timeLimit"] {
  const seconds = milliseconds / 1000;
  return { seconds, setBy: `--older-than (${inLargestUnit(seconds)})` };
}

/** Returns a duration as it has most likely been typed. */
function inLargestUnit(seconds: number): string {
  const units = { day: 86_400, hr: 3600, min: 60 };
  const unit = Object.entries(units).find(([, size]) => seconds >= size && seconds % size === 0);
  return unit === undefined ? `${seconds}sec` : `${seconds / unit[1]}${unit[0]}`;
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
  return tasks === 0 ? [] : [`${amountOf(tasks, "running task was", "running tasks were")} not judged: ${lack}`];
}

function rowOf({ dir, problem }: Finding, shortName: (dir: string) => string): nu.Row<typeof severalColumns> {
  const { severity, code, message, path } = problem;
  const place = shortPlace(dir === null ? problem : below(dir, problem));
  return {
    dir: dir && shortName(dir),
    source_dir: dir,
    severity,
    place,
    problem: message,
    help: helped(problem).help,
    code,
    path,
  };
}

/** Returns whether a terminal has no room for the whole table: then Nushell leaves columns out, or breaks them in narrow strips. */
async function isTooWide(
  rows: readonly nu.Row<typeof severalColumns>[],
  shown: Readonly<Partial<typeof severalColumns>>,
  engine: nu.Engine,
): Promise<boolean> {
  if (!(await nu.isTerminal(engine))) return false;
  const names = Object.keys(severalColumns).filter((name): name is keyof typeof severalColumns => name in shown);
  const widths = names.map((name) => widest([name, ...rows.map((row) => row[name] ?? "")]));
  const numbers = String(rows.length - 1).length;
  const borders = "│  ".length;
  return [numbers, ...widths].reduce((sum, width) => sum + width + borders, 1) > (await nu.terminalWidth(engine));
}

/** Returns the problem with its path as seen from the data directory that it is of. */
function below(dir: string, problem: Problem): Problem {
  return { ...problem, path: pathBelow(problem.path, dir) };
}

/** Returns the problem with the help that commands and flags are. */
function helped(problem: Problem): Problem {
  const { code, help } = problem;
  const about = code === "no-data-dir" ? "data-dir" : code === "platform-config" ? code : "data";
  return { ...problem, help: helpFor({ about, help }) };
}
