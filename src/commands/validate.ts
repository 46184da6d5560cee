import { relative } from "node:path";
import * as nu from "../nushell/index.ts";
import { OrchestratorError } from "../orchestrator/orchestrator-error.ts";
import { resolvePaths } from "../orchestrator/path-pattern.ts";
import { describeDiagnostic, type Diagnostic } from "../orchestrator/workflow/diagnostic.ts";
import { validateWorkflow } from "../orchestrator/workflow/validate.ts";
import { blame } from "./blame.ts";
import { envText } from "./caller.ts";
import { readConfiguration } from "./configuration.ts";
import { engines } from "./engines.ts";
import { keepAlive } from "./kept-alive.ts";
import { withHelp } from "./problem-report.ts";

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
  }),
};

export const validate = nu.defineCommand({
  name: "orch validate",
  summary: "Check workflow files: their form, their dependencies, their limits",
  description:
    "Reads .json, .yaml, .yml and .toml itself; .k and .ncl are evaluated by `kcl` (or Python's kcl_lib) and `nickel`. A broken file is a result with errors, a missing one is an error. One plain path gives a record; several, a list or a pattern give a table.",
  searchTerms: ["orchestrator", "workflow", "lint", "check", "kcl", "nickel"],
  category: "orchestrator",
  flags: {
    strict: {
      short: "s",
      description: "Make warnings errors, and demand a name, a version, and a provider for every operation",
    },
  },
  rest: { name: "workflow", takes: nu.files, description: "Workflow files, patterns of them, or lists" },
  output: nu.oneOf(nu.record(verdict), nu.table(verdict)),
  examples: [
    {
      description: "May this workflow be submitted?",
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
      description: "Which files are not fit to be submitted?",
      example: "orch validate 'workflows/*.yaml' | where not valid | get file",
      result: ["workflows/broken.yaml"],
    },
    {
      description: "Several languages, as strictly as can be",
      example: "orch validate workflows/deploy.json workflows/deploy.toml --strict | select file valid",
      result: [
        { file: "workflows/deploy.json", valid: true },
        { file: "workflows/deploy.toml", valid: true },
      ],
    },
  ],
  async run({ rest, head, flags, engine, signal }) {
    if (rest.length === 0) throw nothingToValidate(head);
    const [cwd, config, ...values] = await Promise.all([
      engine.currentDir(),
      engine.pluginConfig(),
      ...variables.map((name) => envText(engine, name)),
    ]);
    const { tools, keepAlive: milliseconds } = await readConfiguration(config);
    const env = Object.fromEntries(variables.map((name, i) => [name, values[i]]));
    const files = new Map<string, Asked>();
    let many = rest.length > 1;
    for (const { item, span } of rest) {
      const found = await blame(span, "given here", () =>
        resolvePaths(item.paths, { cwd, home: env["HOME"], kind: "file", list: item.list }),
      );
      many ||= found.many;
      for (const path of found.paths) {
        const matched = found.matched.has(path);
        // Once named it stays named, whatever pattern matches it too.
        if (!matched || !files.has(path)) files.set(path, { path, span, matched });
      }
    }
    const verdicts = [];
    for (const { path, span, matched } of files.values()) {
      const check = () => validateWorkflow(path, { strict: flags.strict, env, signal, tools, engines });
      const found = await (matched ? orDiagnostic(path, check) : blame(span, "given here", check));
      verdicts.push(verdictOf(found, cwd, path));
    }
    if (engines.isHolding) keepAlive(engine, milliseconds, engines);
    const [only] = verdicts;
    return only === undefined || many
      ? nu.value(nu.table({ file: nu.string, ...verdict }), verdicts)
      : nu.value(nu.record(verdict), only);
  },
});

const variables = ["PATH", "HOME", "NICKEL_IMPORT_PATH"];

/** A file to validate, and where it was asked for. */
interface Asked {
  readonly path: string;
  readonly span: nu.Span;
  /** By a pattern alone: nobody named this very file. */
  readonly matched: boolean;
}

/** What cannot be checked and was only matched by a pattern is an error of its row, and does not sink the others. */
async function orDiagnostic(path: string, work: () => Promise<readonly Diagnostic[]>): Promise<readonly Diagnostic[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return [{ severity: "error", code: "not-checked", message: withHelp(error), path, line: null, column: null }];
  }
}

function verdictOf(found: readonly Diagnostic[], cwd: string, path: string) {
  const diagnostics = found.map((diagnostic) => ({ ...diagnostic, path: shownPath(diagnostic.path, cwd) }));
  const texts = (severity: Diagnostic["severity"]) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).map(describeDiagnostic);
  const errors = texts("error");
  return { file: shownPath(path, cwd), valid: errors.length === 0, errors, warnings: texts("warning"), diagnostics };
}

/** As a compiler says it: relative to where the user is when the file is below, else absolute. */
function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === "" || below.startsWith("..") ? path : below;
}

function nothingToValidate(span: nu.Span): nu.LabeledError {
  return new nu.LabeledError("No workflow to validate", {
    code: "orch::no_workflow",
    labels: [{ text: "needs at least one path", span }],
    help: "Give a workflow file, a pattern or a list: orch validate 'workflows/*.yaml'",
  });
}
