import * as nu from "nu-plugin";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { inTurns } from "../orchestrator/files/in-turns.ts";
import { grouped } from "../orchestrator/grouped.ts";
import { followTasks } from "../orchestrator/queue/following.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { Logs } from "../orchestrator/task/log.ts";
import { keyOf, type Task } from "../orchestrator/task/task.ts";
import { describeProblem, type Problem } from "../orchestrator/problem.ts";
import { excerpt } from "../orchestrator/text/printable.ts";
import { withList } from "../orchestrator/text/sentences.ts";
import { padToWidth, widest } from "../orchestrator/text/width.ts";
import { painterFor, type Painter } from "./text/colors.ts";
import { dataFlags, openData, type DataAccess } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { offerIds } from "./tasks/completion.ts";
import { idArguments, idVariants, wantedIds } from "./tasks/ids.ts";
import { AwaitedTasks, findNamed, goneText, listStates, problemsOf } from "./tasks/named-tasks.ts";
import { problemLines } from "./text/problem-lines.ts";
import { shortIds } from "./text/short-id.ts";
import { UnreadNews } from "./tasks/unread-news.ts";

export function logs(session: Session): nu.Command {
  return defineCommand({
    name: "orch logs",
    summary: "Show what tasks have printed, and why they failed",
    description:
      "Shows a task's output, then its error, as text. With several ids, as arguments or from the pipeline, each line begins with the id of its task. Only colours, tabs and line ends act on the terminal; `orch task` has the texts as the file has them. With --follow it goes on until the tasks have ended.",
    searchTerms: ["orchestrator", "log", "output", "error", "errors", "failures", "why", "tail", "follow"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      follow: { short: "f", description: "Go on with what is new, until the tasks have ended" },
      tail: { takes: nu.integer({ min: 0 }), description: "Begin with this many of the last lines of each task" },
      quiet: { short: "q", description: "Print nothing on stderr: neither of files nor of tasks without output" },
    },
    rest: idArguments("taken from the pipeline if none is given", offerIds(session)),
    variants: idVariants(nu.string),
    examples: [
      {
        description: "Why did this task fail?",
        example: "orch logs task-005",
        result: "db-01: no space left on device\n",
      },
      {
        description: "Why did any task fail?",
        example: "orch tasks --status failed | orch logs",
        result: "task-005 | db-01: no space left on device\n",
      },
    ],
    async run(call) {
      const { flags, engine, signal, head } = call;
      const { ids, isOne } = await wantedIds(call.rest, call.input, { command: "orch logs", head });
      const data = await openData(call, session);
      const { many } = data.found;
      const listing = await listTasks(data);
      const awaited = new AwaitedTasks(ids);
      // A file that cannot be read is waited for with --follow: its writer may be at work.
      const named = flags.follow
        ? (await awaited.after({ ...listing, tasks: () => listing.tasks })).tasks
        : await findNamed(ids, listing);
      const tasks = onePerId(named);
      const prefixOf = isOne && !many ? () => "" : prefixes(tasks, data.found.dirs, await painterFor(engine));
      const text = new Logs({ tail: flags.tail, prefixOf });
      const warn = warner("orch logs", call);
      const pieces = flags.follow ? followedLogs(text, awaited, data, warn, signal) : logsOf(text, tasks, warn, signal);
      const problems = problemsOf(named, listing);
      const metadata = reportProblems(problems, { command: "orch logs", quiet: flags.quiet, engine, many });
      return nu.byteStream("String", pieces, metadata);
    },
  });
}

/** Returns what stands before the lines of a task: as little as tells these tasks apart, and as much as finds it again. */
function prefixes(tasks: readonly Task[], dirs: readonly string[], { status: paint }: Painter): (task: Task) => string {
  const shortName = shortNames(dirs);
  const ids = tasks.map(({ id }) => id);
  const short = shortIds(ids);
  const areApart = new Set(ids).size === tasks.length;
  const labelOf = ({ id, dataDir }: Task) => (areApart ? short(id) : excerpt(`${short(id)} in ${shortName(dataDir)}`));
  const width = widest(tasks.map(labelOf));
  return (task) => paint(task.status, `${padToWidth(labelOf(task), width)} | `);
}

type Warn = ReturnType<typeof warner>;

async function* logsOf(text: Logs, tasks: readonly Task[], warn: Warn, signal: AbortSignal): AsyncGenerator<string> {
  const unread: Task[] = [];
  const problems: Problem[] = [];
  for await (const task of inTurns(tasks, signal)) {
    const news = await text.read(task);
    if (!("text" in news)) {
      unread.push(task);
      problems.push(...news.problems);
    } else if (news.text !== "") yield news.text;
  }
  if (unread.length > 0) {
    const line = `${listStates(unread)} cannot be read any more`;
    warn(problems.length === 0 ? line : withList(`${line}:`, problemLines(problems, describeProblem)));
  }
  warnOfSilence(
    text,
    tasks.filter((task) => !unread.includes(task)),
    warn,
  );
}

async function* followedLogs(
  text: Logs,
  awaited: AwaitedTasks,
  data: DataAccess,
  warn: Warn,
  signal: AbortSignal,
): AsyncGenerator<string> {
  // A task whose file was read again is another object in the index.
  const read = new Map<string, Task>();
  const unreadNews = new UnreadNews([]);
  for await (const look of followTasks(data, { during: undefined, poll: undefined }, signal)) {
    const { there, unread } = await awaited.after(look);
    const line = unreadNews.line(unread);
    if (line !== undefined) warn(line);
    let isBehind = false;
    for (const task of onePerId(there)) {
      if (read.get(keyOf(task)) === task) continue;
      const news = await text.read(task);
      if (!("text" in news)) {
        isBehind = true;
        continue;
      }
      read.set(keyOf(task), task);
      for (const part of news.rewritten) warn(`the ${part} of ${excerpt(task.id)} was rewritten, and begins again`);
      if (news.text !== "") yield news.text;
    }
    if ((awaited.haveEnded && !isBehind) || awaited.givesUp()) break;
  }
  if (signal.aborted) return;
  if (!awaited.haveEnded) throw awaited.unreadError();
  const tasks = onePerId(awaited.waiting.tasks);
  warnOfSilence(text, tasks, warn);
  const gone = goneText(tasks);
  if (gone !== undefined) warn(gone);
}

function warnOfSilence(text: Logs, tasks: readonly Task[], warn: Warn): void {
  const silent = tasks.filter((task) => text.isSilent(task));
  if (silent.length > 0) warn(`${listStates(silent)} ${silent.length === 1 ? "has" : "have"} no output and no error`);
}

/** Returns, of several files that have the same id, the first; the problems name the others. */
function onePerId(tasks: readonly Task[]): readonly Task[] {
  return [...grouped(tasks, keyOf).values()].flatMap(([first]) => first ?? []);
}
