import * as nu from "../nushell/index.ts";
import { expand } from "../orchestrator/files/path-pattern.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { mermaidOf } from "../orchestrator/workflow/plan/mermaid.ts";
import { planOf, type PlannedOperation } from "../orchestrator/workflow/plan/plan.ts";
import { validateWorkflows } from "../orchestrator/workflow/validate.ts";
import { defineCommand } from "./call/define-command.ts";
import type { Session } from "./call/session.ts";
import {
  describeShown,
  noWorkflow,
  openWorkflows,
  pipedOrigin,
  workflowFlags,
  workflowInput,
} from "./workflows/access.ts";

const columns = {
  level: nu.int,
  id: nu.string,
  type: nu.nullable(nu.string),
  target: nu.nullable(nu.string),
  provider: nu.nullable(nu.string),
  depends_on: nu.list(nu.string),
  critical: nu.bool,
};

export function plan(session: Session): nu.Command {
  return defineCommand({
    name: "orch plan",
    summary: "Show the order in which a workflow's operations run",
    description:
      "Operations on the same level can run side by side, once all lower levels are done. A level has at most --parallel operations, or else as many as the workflow's parallel_limit; in a sequential workflow it has one. Operations are critical if they are on a chain of dependencies whose timeouts (300 s by default) add up to the most. Soft and optional dependencies only order operations that exist; one that would close a cycle is ignored. A workflow with errors has no plan.",
    searchTerms: ["orchestrator", "workflow", "order", "graph", "dependencies", "mermaid", "critical path"],
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
    ],
    async run(call) {
      const { positionals, positionalSpan, flags, head } = call;
      const { cwd, home, options, keep } = await openWorkflows(call, session);
      const span = positionalSpan("workflow");
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
      const plans = workflows.map(({ name, workflow }) => ({ name, planned: planOf(workflow, flags.parallel) }));
      if (flags.mermaid) return nu.value(nu.string, mermaidOf(plans));
      return plans.length > 1
        ? nu.value(nu.table({ workflow: nu.string, ...columns }), plans.flatMap(rowsOf))
        : nu.value(nu.table(columns), plans.flatMap(rowsOf));
    },
  });
}

function rowsOf({ name, planned }: { name: string; planned: readonly PlannedOperation[] }) {
  const ids = new Map(planned.map(({ operation: { id = "", index } }) => [index, id]));
  return planned.map(({ level, operation, waitsFor, critical }) => ({
    workflow: name,
    level,
    id: operation.id ?? "",
    type: operation.type,
    target: operation.target,
    provider: operation.providers.length === 0 ? null : operation.providers.map(({ text }) => text).join(", "),
    depends_on: waitsFor.map(({ to }) => ids.get(to) ?? ""),
    critical,
  }));
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
  const shown = errors.slice(0, mostErrors).map((error) => describeShown(error, cwd));
  const more = errors.length > mostErrors ? `; and ${errors.length - mostErrors} more` : "";
  return new nu.LabeledError(`Not a valid workflow: ${shown.join("; ")}${more}`, {
    code: "orch::invalid_workflow",
    labels: [{ text: errors.length === 1 ? "has an error" : `has ${errors.length} errors`, span }],
    help: "Run `orch validate` on the workflow to see all of them.",
  });
}
