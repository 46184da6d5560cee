import * as nu from "nu-plugin";
import { platformVariables } from "../orchestrator/platform/configuration.ts";
import { usablePlatform } from "../orchestrator/platform/usable.ts";
import { painterFor } from "./text/colors.ts";
import { formOf } from "./call/contradiction.ts";
import { defineCommand } from "./call/define-command.ts";
import { problemText } from "./text/problem-lines.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { openWorkflows, workflowFlags, workflowInput } from "./workflows/access.ts";
import { askedWorkflows, validateAsked, workflowFiles } from "./workflows/asked.ts";
import {
  checkedFile,
  diagnosticOf,
  diagnosticsTable,
  refuseInvalid,
  resultLine,
  verdictColumns,
  verdictOf,
  type Checked,
} from "./workflows/verdict.ts";

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
      fail: { description: "Fail if a workflow is not valid: a gate for CI" },
      diagnostics: {
        description: "Give one table of all that was found, with its place, whatever the number of files",
      },
      text: { description: "Give a text to read, in any width: what was found, and what to do about it" },
      fields: { description: "List instead all fields that a workflow may have, with their types and defaults" },
      ...workflowFlags,
    },
    rest: workflowFiles,
    input: workflowInput,
    output: nu.oneOf(
      nu.record(verdictColumns),
      nu.table(verdictColumns),
      diagnosticsTable,
      nu.table(fieldColumns),
      nu.string,
    ),
    examples: [
      {
        description: "Is this workflow valid?",
        example: "orch validate workflows/deploy.yaml | get valid",
        result: true,
      },
      {
        description: "What is wrong with it, and where?",
        example: "orch validate workflows/broken.yaml --diagnostics | select severity code line | first 3",
        result: [
          { severity: "warning", code: "unknown-field", line: 3 },
          { severity: "warning", code: "unused-provider", line: 4 },
          { severity: "error", code: "cycle", line: 10 },
        ],
      },
      {
        description: "Read what is wrong, and what to do about it",
        example: "orch validate 'workflows/*.yaml' --text | lines | last",
        result: "2 files checked: 4 errors, 2 warnings",
      },
      {
        description: "Let a CI job fail where a workflow is not valid",
        example: "try { orch validate 'workflows/*.yaml' --fail } catch {|error| $error.msg }",
        result: "1 of 2 files is not valid: workflows/broken.yaml",
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
      const { flags, flagSpan, engine } = call;
      const form = formOf(["fields", "diagnostics", "text"], call);
      if (form === "fields") {
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
      const { asked, many } = await askedWorkflows(call, access, "orch validate");
      const checked: Checked[] = [];
      for (const each of asked) {
        const { problems } = await validateAsked(each, options);
        checked.push(checkedFile(each.origin.path, problems, cwd));
      }
      access.keep();
      if (flags.fail) refuseInvalid(checked, flagSpan("fail"));
      const found = checked.flatMap(({ problems }) => problems);
      if (form === "diagnostics") return nu.value(diagnosticsTable, found.map(diagnosticOf), metadata);
      if (form === "text") {
        const paint = await painterFor(engine);
        return nu.value(nu.string, problemText(found, resultLine(checked), paint), metadata);
      }
      const verdicts = checked.map(verdictOf);
      const [only] = verdicts;
      return only === undefined || many
        ? nu.value(nu.table({ file: nu.string, ...verdictColumns }), verdicts, metadata)
        : nu.value(nu.record(verdictColumns), only, metadata);
    },
  });
}
