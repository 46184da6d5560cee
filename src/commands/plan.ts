import * as nu from "../nushell/index.ts";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { expand } from "../orchestrator/files/patterns/path-pattern.ts";
import { platformVariables } from "../orchestrator/platform/configuration.ts";
import { usablePlatform } from "../orchestrator/platform/usable.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { listed } from "../orchestrator/text/sentences.ts";
import { mermaidOf } from "../orchestrator/workflow/plan/mermaid.ts";
import { planOf } from "../orchestrator/workflow/plan/plan.ts";
import type { Workflow } from "../orchestrator/workflow/model/workflow.ts";
import { progressOf } from "../orchestrator/progress.ts";
import { validateWorkflows } from "../orchestrator/workflow/validate.ts";
import { dataFlags } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import {
  describeShown,
  noWorkflow,
  openWorkflows,
  pipedOrigin,
  workflowFlags,
  workflowInput,
} from "./workflows/access.ts";
import { findCheckpoints, type FoundCheckpoints } from "./workflows/checkpoints.ts";
import { type Planned, requireKnown, rollbackRows, rowsOf, type WithProgress } from "./workflows/plan-rows.ts";

const columns = {
  level: nu.int,
  id: nu.string,
  type: nu.nullable(nu.string),
  target: nu.nullable(nu.string),
  provider: nu.nullable(nu.string),
  depends_on: nu.list(nu.string),
  critical: nu.bool,
  state: nu.nullable(nu.string),
};

const { "data-dir": dataDirFlag } = dataFlags;

export function plan(session: Session): nu.Command {
  return defineCommand({
    name: "orch plan",
    summary: "Show the order in which a workflow's operations run",
    description:
      "Operations on the same level can run side by side, once all lower levels are done. A level has at most --parallel operations, or else as many as the workflow's parallel_limit, or else as many as max_concurrent_tasks of the platform's configuration; in a sequential workflow it has one. Operations are critical if they are on a chain of dependencies whose timeouts (300 s by default) add up to the most. Soft and optional dependencies only order operations that exist; one that would close a cycle is ignored. The state of an operation is done or remaining by the workflow's checkpoint, and null if that cannot be known. A workflow with errors has no plan.",
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
    positionals: {
      workflow: {
        takes: nu.file,
        optional: true,
        description: "A workflow file; if not given, the text or record from the pipeline",
      },
    },
    flags: {
      parallel: {
        takes: nu.integer({ min: 1 }),
        short: "p",
        description: "Put at most this many operations on a level, instead of the workflow's parallel_limit",
      },
      mermaid: { short: "m", description: "Return the dependency graph as a Mermaid flowchart" },
      rollback: { description: "List instead what is done by the workflow's checkpoint, the last first" },
      "data-dir": dataDirFlag,
      quiet: { short: "q", description: "Print nothing on stderr about warnings, checkpoints and configuration" },
      ...workflowFlags,
    },
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
      const { positionals, positionalSpan, flags, flagSpan, head, engine, signal } = call;
      const { cwd, home, options, environment, keep } = await openWorkflows(call, session, [
        ...platformVariables,
        ...dataDirVariables(flags["data-dir"]),
      ]);
      const span = positionalSpan("workflow");
      if (flags.mermaid && flags.rollback) throw tableOrGraph(flagSpan("rollback"));
      const { workflow: given } = positionals;
      const origin =
        given === undefined
          ? await pipedOrigin(call, cwd)
          : { kind: "file" as const, path: expand(given, { cwd, home, about: "workflow" }) };
      if (origin === undefined) throw noWorkflow("orch plan", head);
      const { workflows, problems } = await validateWorkflows(origin, { ...options, strict: false });
      keep();
      const errors = problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw notPlannable(errors, cwd, span);
      const planned = (otherwise?: number) =>
        workflows.map(({ name, workflow }) => ({
          name,
          workflow,
          planned: planOf(workflow, flags.parallel, otherwise),
        }));
      const report = { command: "orch plan", quiet: flags.quiet, engine, many: false };
      if (flags.mermaid) return nu.value(nu.string, mermaidOf(planned()), reportProblems(problems, report));

      const platform = flags.parallel === undefined ? await usablePlatform(environment) : undefined;
      const checkpoints = await findCheckpoints(environment, {
        given: flags["data-dir"],
        needed: flags.rollback,
        signal,
      });
      const plans = planned(platform?.config?.maxConcurrentTasks).map((each) => withProgress(each, checkpoints));
      if (flags.rollback) for (const each of plans) requireKnown(each, { cwd, path: origin.path, span });
      const found = [...new Set(plans.flatMap(({ progress }) => progress.problems))];
      // A configuration that is broken is found broken again on the way to the checkpoints.
      const others = platform?.problems.filter(({ code }) => !found.some((each) => each.code === code));
      const all = [...problems, ...found, ...(others ?? [])];
      const metadata = reportProblems(all, { ...report, many: checkpoints.many });
      const rows = plans.flatMap(flags.rollback ? rollbackRows : rowsOf);
      if (flags.rollback && rows.length === 0 && !flags.quiet) {
        engine.warn(`orch plan: nothing is recorded as done in ${checkpoints.directories.map(printable).join(", ")}`);
      }
      return plans.length > 1
        ? nu.value(nu.table({ workflow: nu.string, ...columns }), rows, metadata)
        : nu.value(nu.table(columns), rows, metadata);
    },
  });
}

function withProgress(
  { workflow, ...rest }: Planned & { workflow: Workflow },
  { found, problems }: FoundCheckpoints,
): WithProgress {
  const operations = workflow.operations.flatMap(({ id }) => id ?? []);
  const progress =
    found === undefined
      ? { completed: undefined, problems }
      : progressOf({ names: workflow.checkpointNames, operations }, found);
  return { ...rest, progress };
}

function tableOrGraph(span: nu.Span): nu.LabeledError {
  return new nu.LabeledError("--rollback gives a table, and --mermaid a graph", {
    code: "orch::contradiction",
    labels: [{ text: "is no graph", span }],
    help: "Leave one out.",
  });
}

const mostErrors = 3;

function notPlannable(errors: readonly Problem[], cwd: string, span: nu.Span): nu.LabeledError {
  const cycle = errors.find(({ code }) => code === "cycle");
  if (cycle !== undefined) {
    return new nu.LabeledError(describeShown(cycle, cwd), {
      code: "orch::cycle",
      labels: [{ text: "cannot be put in order", span }],
      help: cycle.help,
    });
  }
  const shown = errors.map((error) => describeShown(error, cwd));
  return new nu.LabeledError(`Not a valid workflow: ${listed(shown, mostErrors, "; ")}`, {
    code: "orch::invalid_workflow",
    labels: [{ text: errors.length === 1 ? "has an error" : `has ${errors.length} errors`, span }],
    help: errors.length === 1 ? errors[0]?.help : "Run `orch validate` on the workflow to see all of them.",
  });
}
