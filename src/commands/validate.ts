import * as nu from "../nushell/index.ts";
import { OrchestratorError } from "../orchestrator/orchestrator-error.ts";
import { resolvePaths } from "../orchestrator/files/patterns/path-pattern.ts";
import { platformVariables } from "../orchestrator/platform/configuration.ts";
import { usablePlatform } from "../orchestrator/platform/usable.ts";
import { workflowProblem, type Problem } from "../orchestrator/problem.ts";
import { sentences, withHelp } from "../orchestrator/text/sentences.ts";
import { describeProblem } from "../orchestrator/workflow/problem-text.ts";
import { validateWorkflows } from "../orchestrator/workflow/validate.ts";
import { defineCommand } from "./call/define-command.ts";
import type { Session } from "./call/session.ts";
import { forItem, helpFor } from "./call/error-labels.ts";
import { reportProblems } from "./call/problem-report.ts";
import {
  noWorkflow,
  openWorkflows,
  pipedOrigin,
  shownPath,
  workflowFlags,
  workflowInput,
  type WorkflowAccess,
} from "./workflows/access.ts";

const verdict = {
  valid: nu.bool,
  errors: nu.list(nu.string),
  warnings: nu.list(nu.string),
  diagnostics: nu.table({
    severity: nu.string,
    code: nu.string,
    message: nu.string,
    path: nu.string,
    line: nu.nullable(nu.int),
    column: nu.nullable(nu.int),
    help: nu.string,
  }),
};

const fieldColumns = {
  owner: nu.string,
  field: nu.string,
  type: nu.string,
  default: nu.nullable(nu.string),
  meaning: nu.string,
};

export function validate(session: Session): nu.Command {
  return defineCommand({
    name: "orch validate",
    summary: "Check workflow files before they are submitted",
    description:
      "Checks their syntax, fields, dependencies and limits. It reads .json, .yaml, .yml and .toml itself; .k and .ncl are evaluated by `kcl` (or Python's kcl_lib) and `nickel`. For a broken file the result lists its errors; a missing file makes the command fail. One plain path, or a workflow from the pipeline, gives a record; several paths, a list or a pattern give a table. Every workflow in a file is checked.",
    searchTerms: ["orchestrator", "workflow", "lint", "check", "kcl", "nickel"],
    category: "orchestrator",
    flags: {
      strict: {
        short: "s",
        description:
          "Treat warnings as errors, require a name, a version, and a provider for every operation, and refuse providers that the platform's configuration does not have, if it has any",
      },
      fields: { description: "List instead all fields that a workflow may have, with their types and defaults" },
      ...workflowFlags,
    },
    rest: { name: "workflow", takes: nu.files, description: "Workflow files, glob patterns, or lists of them" },
    input: workflowInput,
    output: nu.oneOf(nu.record(verdict), nu.table(verdict), nu.table(fieldColumns)),
    examples: [
      {
        description: "Is this workflow valid?",
        example: "orch validate workflows/deploy.yaml | get valid",
        result: true,
      },
      {
        description: "What is wrong with it, and where?",
        example: "orch validate workflows/broken.yaml | get diagnostics | select severity code line | first 3",
        result: [
          { severity: "warning", code: "unknown-field", line: 3 },
          { severity: "warning", code: "unused-provider", line: 4 },
          { severity: "error", code: "cycle", line: 10 },
        ],
      },
      {
        description: "Which of these files are invalid?",
        example: "orch validate 'workflows/*.yaml' | where not valid | get file",
        result: ["workflows/broken.yaml"],
      },
      {
        description: "Check files in several languages strictly",
        example: "orch validate workflows/deploy.json workflows/deploy.toml --strict | select file valid",
        result: [
          { file: "workflows/deploy.json", valid: true },
          { file: "workflows/deploy.toml", valid: true },
        ],
      },
      {
        description: "Which fields does a retry policy have?",
        example: "orch validate --fields | where owner == retry_policy | select field type default",
        result: [
          { field: "max_attempts", type: "integer above 0", default: "3" },
          { field: "backoff", type: "linear, exponential", default: "exponential" },
          { field: "initial_delay", type: "integer, 0 or more", default: "5" },
          { field: "max_delay", type: "integer above 0", default: "300" },
        ],
      },
    ],
    async run(call) {
      const { rest, head, flags, engine } = call;
      if (flags.fields) {
        // The schemas are loaded with the first call that needs them.
        const { fieldTable } = await import("../orchestrator/workflow/model/field-table.ts");
        return nu.value(nu.table(fieldColumns), fieldTable());
      }
      const access = await openWorkflows(call, session, flags.strict ? platformVariables : []);
      const { cwd, environment } = access;
      const platform = flags.strict ? await usablePlatform(environment) : { config: undefined, problems: [] };
      const report = { command: "orch validate", quiet: false, engine, many: false };
      const metadata = reportProblems(platform.problems, report);
      const options = { ...access.options, strict: flags.strict, knownProviders: platform.config?.providers };
      if (rest.length === 0) {
        const origin = await pipedOrigin(call, cwd);
        if (origin === undefined) throw noWorkflow("orch validate", head);
        const { problems } = await validateWorkflows(origin, options);
        access.keep();
        return nu.value(nu.record(verdict), verdictOf(problems, cwd, origin.path), metadata);
      }
      const { files, many } = await askedFiles(rest, access);
      const verdicts = [];
      for (const { path, span, matched } of files) {
        const validated = async () => (await validateWorkflows({ kind: "file", path }, options)).problems;
        const found = await (matched ? orNotChecked(path, validated) : forItem("workflow", span, validated));
        verdicts.push(verdictOf(found, cwd, path));
      }
      access.keep();
      const [only] = verdicts;
      return only === undefined || many
        ? nu.value(nu.table({ file: nu.string, ...verdict }), verdicts, metadata)
        : nu.value(nu.record(verdict), only, metadata);
    },
  });
}

/** A file to validate, and the argument that asked for it. */
interface Asked {
  readonly path: string;
  readonly span: nu.Span;
  /** Whether only a pattern matched the file, and no argument names it. */
  readonly matched: boolean;
}

async function askedFiles(rest: readonly nu.Spanned<nu.Paths>[], { cwd, home, options: { signal } }: WorkflowAccess) {
  const files = new Map<string, Asked>();
  let many = rest.length > 1;
  for (const { item, span } of rest) {
    const found = await forItem("workflow", span, () =>
      resolvePaths(item.paths, { cwd, home, kind: "file", list: item.list, about: "workflow", signal }),
    );
    many ||= found.many;
    for (const path of found.paths) {
      const matched = found.matched.has(path);
      // A file that an argument names counts as named even if a pattern matches it too.
      if (!matched || !files.has(path)) files.set(path, { path, span, matched });
    }
  }
  return { files: [...files.values()], many };
}

/** Turns the failure to check a file that a pattern matched into an error in its row: the others are still checked. */
async function orNotChecked(path: string, work: () => Promise<readonly Problem[]>): Promise<readonly Problem[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return [workflowProblem("not-checked", path, withHelp({ message: error.message, help: helpFor(error) }))];
  }
}

function verdictOf(found: readonly Problem[], cwd: string, path: string) {
  const problems = found.map((each) => ({ ...each, path: shownPath(each.path, cwd) }));
  const texts = (severity: Problem["severity"]) =>
    problems.filter((each) => each.severity === severity).map(describeProblem);
  const errors = texts("error");
  const diagnostics = problems.map(({ severity, code, message, path: where, place, help }) => ({
    severity,
    code,
    message,
    path: where,
    line: place?.line ?? null,
    column: place?.column ?? null,
    help: code === "unknown-field" ? sentences(help, "`orch validate --fields` lists all that are known.") : help,
  }));
  return { file: shownPath(path, cwd), valid: errors.length === 0, errors, warnings: texts("warning"), diagnostics };
}
