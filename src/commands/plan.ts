import * as nu from "../nushell/index.ts";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { platformVariables } from "../orchestrator/platform/configuration.ts";
import { usablePlatform } from "../orchestrator/platform/usable.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { listed } from "../orchestrator/text/sentences.ts";
import { mermaidOf } from "../orchestrator/workflow/plan/mermaid.ts";
import { planOf } from "../orchestrator/workflow/plan/plan.ts";
import type { Workflow } from "../orchestrator/workflow/model/workflow.ts";
import { progressOf } from "../orchestrator/progress.ts";
import type { ValidatedWorkflows } from "../orchestrator/workflow/validate.ts";
import { dataFlags } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { describeShown, openWorkflows, shownPath, workflowFlags, workflowInput } from "./workflows/access.ts";
import { askedWorkflows, validateAsked, workflowFiles, type Asked } from "./workflows/asked.ts";
import { lookForCheckpoints, type FoundCheckpoints } from "./workflows/checkpoints.ts";
import {
  type Planned,
  progressProblem,
  rollbackRows,
  rowsOf,
  unknownProgress,
  type WithProgress,
} from "./workflows/plan-rows.ts";

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
      const { flags, flagSpan, head, engine, signal } = call;
      const access = await openWorkflows(call, session, [...platformVariables, ...dataDirVariables(flags["data-dir"])]);
      const { cwd, environment } = access;
      if (flags.mermaid && flags.rollback) throw tableOrGraph(flagSpan("rollback"));
      const { asked, many } = await askedWorkflows(call, access, "orch plan");
      const files: PlannedFile[] = [];
      for (const each of asked) {
        const { workflows, problems } = await validateAsked(each, { ...access.options, strict: false });
        const errors = problems.filter(({ severity }) => severity === "error");
        if (errors.length > 0 && !many) throw notPlannable(errors, cwd, each.span ?? head);
        files.push({ asked: each, workflows: errors.length > 0 ? undefined : workflows, problems });
      }
      access.keep();
      const several = files.some(({ workflows = [] }) => workflows.length > 1);
      const planned = (otherwise?: number) =>
        files.flatMap(({ asked: { origin, span = head }, workflows = [] }) =>
          workflows.map(({ name, workflow }): Planned & { workflow: Workflow } => {
            const source = { file: shownPath(origin.path, cwd), path: origin.path, span };
            return { ...source, name, workflow, planned: planOf(workflow, flags.parallel, otherwise) };
          }),
        );
      const problems = files.flatMap((each) => each.problems);
      const report = { command: "orch plan", quiet: flags.quiet, engine, remark: remarkOn(files) };
      if (flags.mermaid) {
        const titled = planned().map(({ file, name, planned: operations }) => ({
          name: !many ? name : several ? `${file}: ${name}` : file,
          planned: operations,
        }));
        return nu.value(nu.string, mermaidOf(titled), reportProblems(problems, { ...report, many: false }));
      }

      const platform = flags.parallel === undefined ? await usablePlatform(environment) : undefined;
      const checkpoints = await lookForCheckpoints(environment, {
        given: flags["data-dir"],
        needed: flags.rollback,
        signal,
      });
      const plans = planned(platform?.config?.maxConcurrentTasks).map((each) => withProgress(each, checkpoints));
      const found = new Set(plans.flatMap(({ progress }) => progress.problems));
      if (flags.rollback) {
        for (const each of plans.filter(({ progress }) => progress.completed === undefined)) {
          if (!many) throw unknownProgress(each, cwd);
          found.add(progressProblem(each));
        }
      }
      // A configuration that is broken is found broken again on the way to the checkpoints.
      const others = platform?.problems.filter(({ code }) => !Array.from(found).some((each) => each.code === code));
      const all = [...problems, ...found, ...(others ?? [])];
      const metadata = reportProblems(all, { ...report, many: checkpoints.many });
      const rows = plans.flatMap(flags.rollback ? rollbackRows : rowsOf);
      if (flags.rollback && plans.every(({ progress }) => progress.completed?.length === 0) && !flags.quiet) {
        engine.warn(`orch plan: nothing is recorded as done in ${checkpoints.directories.map(printable).join(", ")}`);
      }
      const shown: nu.Columns = { ...(many ? fileColumn : {}), ...(several ? workflowColumn : {}), ...columns };
      return nu.value(nu.table(shown), rows, metadata);
    },
  });
}

/** A file, or what the pipeline has, with its workflows; they are undefined if it has errors, so that it has no plan. */
interface PlannedFile extends Pick<ValidatedWorkflows, "problems"> {
  readonly asked: Asked;
  readonly workflows: ValidatedWorkflows["workflows"] | undefined;
}

/** Says how many of the files are left out. */
function remarkOn(files: readonly PlannedFile[]): string | undefined {
  const broken = files.filter(({ workflows }) => workflows === undefined).length;
  if (broken === 0) return undefined;
  return `${broken} of ${files.length} files ${broken === 1 ? "has" : "have"} errors, and so no plan.`;
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
