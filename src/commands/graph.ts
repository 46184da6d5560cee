import * as nu from "nu-plugin";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { prepareSelection, refuseUnknown, taskMatcher } from "../orchestrator/tasks/filter.ts";
import { phaseOf } from "../orchestrator/task/phase.ts";
import { excerpt, quote } from "../orchestrator/text/printable.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { formOf } from "./call/contradiction.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { offerIds } from "./tasks/completion.ts";
import { filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { idArguments } from "./tasks/ids.ts";
import { graphParts, type GraphParts } from "./graph/parts.ts";

const usualLines = 1000;

export function graph(session: Session): nu.Command {
  return defineCommand({
    name: "orch graph",
    summary: "Draw what open tasks wait for, and where they are stuck",
    description:
      "Below each task stands what waits for it. The tree begins with what is stuck: circles of tasks that wait for each other, and dependencies that failed, were cancelled, are gone or cannot be read; then come tasks that run, and tasks that can start. A task with several dependencies is drawn in full once and named in the other places. Tasks that wait for nothing and that nothing waits for are only counted. The marks: ↻ a circle, ✗ does not complete, ? has unknown dependencies, ● runs, ○ can start, · waits, … is drawn elsewhere. With ids or filters the tree has these tasks, what they wait for, and what waits for them.",
    searchTerms: [
      "orchestrator",
      "dependencies",
      "dag",
      "blocked",
      "stuck",
      "waiting",
      "tree",
      "why",
      "mermaid",
      "graphviz",
      "dot",
    ],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      limit: {
        takes: nu.integer({ min: 1 }),
        short: "n",
        description: `Draw at most this many lines of tasks (${usualLines} if not given)`,
      },
      mermaid: { short: "m", description: "Return the graph as a Mermaid flowchart instead" },
      dot: { description: "Return the graph in the language of Graphviz instead" },
    },
    rest: idArguments(
      "all open tasks if none is given",
      offerIds(session, ({ status }) => phaseOf(status) !== "completed"),
    ),
    output: nu.string,
    examples: [
      { description: "What waits for what, and where is it stuck?", example: "orch graph" },
      { description: "Why does this task not start?", example: "orch graph task-004" },
      {
        description: "Draw the graph for a document",
        example: "orch graph task-004 --mermaid | lines | where $it =~ '-->' | str trim",
        result: ["o0 --> o1", "o0 --> o2", "o1 --> o2"],
      },
    ],
    async run(call) {
      const { flags, rest: ids, engine, signal } = call;
      const form = formOf(["mermaid", "dot"], call) ?? "tree";
      const filters = await filtersOf(call);
      const data = await openData(call, session);
      const { dirs, many } = data.found;
      const listing = await listTasks(data);
      await prepareSelection(listing.tasks, filters, signal);
      refuseUnknown(listing, filters);
      const matches = taskMatcher(filters);
      const chosen = await graphParts(listing, { dirs, ids, matches });
      const remark = listing.unread.length === 0 ? undefined : "What cannot be read may belong to the graph, too.";
      const metadata = reportProblems(listing.problems, {
        command: "orch graph",
        quiet: flags.quiet,
        engine,
        many,
        remark,
      });
      const warn = warner("orch graph", call);
      for (const line of emptiness(chosen, matches !== undefined)) warn(line);
      // What draws takes long to load, and TAB does not need it.
      const { graphText } = await import("./graph/text.ts");
      const text = await graphText(chosen, { form, many, most: flags.limit ?? usualLines, engine });
      return nu.value(nu.string, text, metadata);
    },
  });
}

/** Says of what was asked for that nothing waits there. */
function emptiness({ parts, ended }: GraphParts, isFiltered: boolean): readonly string[] {
  if (ended.length > 0) {
    return ended.map(({ id, status }) => `no open task waits for ${quote(id)}, which is ${excerpt(status)}`);
  }
  if (parts.some(({ graph: { nodes }, alone }) => nodes.length + alone.length > 0)) return [];
  return [isFiltered ? "no open task matches, and none waits for one that does" : "no open task"];
}
