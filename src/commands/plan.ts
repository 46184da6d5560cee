import * as nu from "nu-plugin";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { platformVariables } from "../orchestrator/platform/configuration.ts";
import { usablePlatform } from "../orchestrator/platform/usable.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { mermaidOf } from "../orchestrator/graph/mermaid.ts";
import { drawingOf } from "../orchestrator/workflow/plan/drawing.ts";
import { dataFlags } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { formOf } from "./call/contradiction.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { openWorkflows, workflowFlags, workflowInput } from "./workflows/access.ts";
import { askedWorkflows, workflowFiles } from "./workflows/asked.ts";
import { lookForCheckpoints } from "./workflows/checkpoints.ts";
import { inOrder, progressProblem, unknownProgress, withProgress } from "./workflows/plan-progress.ts";
import { rollbackRows, rowsOf } from "./workflows/plan-rows.ts";
import { plannableWorkflows } from "./workflows/plannable.ts";

const fileColumn = { file: nu.string };
const workflowColumn = { workflow: nu.string };
const columns = {
  level: nu.int,
  id: nu.string,
  critical: nu.bool,
  state: nu.nullable(nu.string),
  type: nu.nullable(nu.string),
  target: nu.nullable(nu.string),
  provider: nu.nullable(nu.string),
  depends_on: nu.list(nu.string),
};

const { "data-dir": dataDirFlag } = dataFlags;

export function plan(session: Session): nu.Command {
  return defineCommand({
    name: "orch plan",
    summary: "Show the order in which a workflow's operations run",
    description:
      "Operations on the same level can run side by side, once all lower levels are done. A level has at most --parallel operations, or else as many as the workflow's parallel_limit, or else as many as max_concurrent_tasks of the platform's configuration; in a sequential workflow it has one. Operations are critical if they are on a chain of dependencies whose timeouts (300 s by default) add up to the most. Soft and optional dependencies only order operations that exist; one that would close a cycle is ignored. The state of an operation is done or remaining by the workflow's checkpoint, and null if that cannot be known. A workflow with errors has no plan. Several files, a list or a pattern give one table with a column `file`.",
    searchTerms: [
      "orchestrator",
      "workflow",
      "order",
      "graph",
      "dependencies",
      "mermaid",
      "critical path",
      "resume",
      "rollback",
    ],
    category: "orchestrator",
    flags: {
      parallel: {
        takes: nu.integer({ min: 1 }),
        short: "p",
        description: "Put at most this many operations on a level, instead of the workflow's parallel_limit",
      },
      tree: { description: "Draw the operations as a tree instead: below each one what waits for it" },
      mermaid: { short: "m", description: "Return the dependency graph as a Mermaid flowchart" },
      rollback: { description: "List instead what is done by the workflow's checkpoint, the last first" },
      "data-dir": dataDirFlag,
      quiet: { short: "q", description: "Print nothing on stderr about warnings, checkpoints and configuration" },
      ...workflowFlags,
    },
    rest: workflowFiles,
    input: workflowInput,
    output: nu.oneOf(nu.table(columns), nu.string),
    examples: [
      {
        description: "What runs when, and which operations decide how long it takes?",
        example: "orch plan workflows/deploy.yaml | select level id critical",
        result: [
          { level: 0, id: "servers", critical: true },
          { level: 1, id: "kubernetes", critical: true },
          { level: 1, id: "storage", critical: false },
          { level: 2, id: "app", critical: true },
        ],
      },
      {
        description: "How many steps would it take to run one operation at a time?",
        example: "orch plan workflows/deploy.yaml --parallel 1 | get level | math max | $in + 1",
        result: 4,
      },
      {
        description: "What does an operation wait for?",
        example: "open workflows/deploy.json | orch plan | where id == app | get 0.depends_on",
        result: ["kubernetes", "storage"],
      },
      {
        description: "Draw the graph for a document",
        example: "orch plan workflows/deploy.toml --mermaid | lines | last 2",
        result: ["  o1 --> o3", "  o2 --> o3"],
      },
      {
        description: "What is left to do?",
        example: "orch plan workflows/deploy.yaml | where state == remaining | get id",
        result: ["servers", "kubernetes", "storage", "app"],
      },
    ],
    async run(call) {
      const { flags, head, engine, signal } = call;
      const form = formOf(["tree", "mermaid", "rollback"], call);
      const access = await openWorkflows(call, session, [...platformVariables, ...dataDirVariables(flags["data-dir"])]);
      const { cwd, environment } = access;
      const asked = await askedWorkflows(call, access, "orch plan");
      const { workflows, problems, several, remark } = await plannableWorkflows(asked, access, head);
      access.keep();
      const ordered = (otherwise?: number) => workflows.map((each) => inOrder(each, flags.parallel, otherwise));
      const report = { command: "orch plan", quiet: flags.quiet, engine, remark };
      if (form === "mermaid") {
        const metadata = reportProblems(problems, { ...report, many: false });
        return nu.value(nu.string, mermaidOf(ordered().map(drawingOf)), metadata);
      }

      const platform = flags.parallel === undefined ? await usablePlatform(environment) : undefined;
      const checkpoints = await lookForCheckpoints(environment, {
        given: flags["data-dir"],
        needed: flags.rollback,
        signal,
      });
      const plans = ordered(platform?.config?.maxConcurrentTasks).map((each) => withProgress(each, checkpoints));
      const found = new Set(plans.flatMap(({ progress }) => progress.problems));
      if (form === "rollback") {
        for (const each of plans.filter(({ progress }) => progress.completed === undefined)) {
          if (!asked.many) throw unknownProgress(each, cwd);
          found.add(progressProblem(each));
        }
      }
      // A configuration that is broken is found broken again on the way to the checkpoints.
      const others = platform?.problems.filter(({ code }) => !Array.from(found).some((each) => each.code === code));
      const all = [...problems, ...found, ...(others ?? [])];
      const metadata = reportProblems(all, { ...report, many: checkpoints.many });
      if (form === "tree") {
        // What draws takes long to load, and only a tree needs it.
        const { planTrees } = await import("./workflows/plan-tree.ts");
        return nu.value(nu.string, await planTrees(plans, engine), metadata);
      }
      if (form === "rollback" && plans.every(({ progress }) => progress.completed?.length === 0)) {
        const places = checkpoints.directories.map(printable).join(", ");
        warner("orch plan", call)(`nothing is recorded as done in ${places}`);
      }
      const shown: nu.Columns = {
        ...(asked.many ? fileColumn : {}),
        ...(several ? workflowColumn : {}),
        ...columns,
      };
      return nu.value(nu.table(shown), plans.flatMap(form === "rollback" ? rollbackRows : rowsOf), metadata);
    },
  });
}
