import { sep } from "node:path";
import { describe, expect, it } from "vitest";
import { workflowMatcher } from "../../../src/orchestrator/tasks/workflow-matcher.ts";
import { workflowOf } from "../../../src/orchestrator/task/workflow.ts";

describe("a task's workflow", () => {
  it.each([
    [{ workflow: "w", workflow_id: "i", workflow_path: "p", args: ["a.k"] }, "w"],
    [{ workflow: null, workflow_id: "i", workflow_path: "p" }, "i"],
    [{ workflow: "", workflow_path: "p" }, "p"],
    [{ workflow: { name: "x" } }, '{"name":"x"}'],
    [{ context: { workflow_id: "wf-1", step: 2 }, args: ["a.k"] }, "wf-1"],
    [{ workflow_path: "p", context: { workflow_id: "wf-1" } }, "p"],
    [{ context: { workflow_id: "" }, args: ["a.k"] }, "a.k"],
    [{ context: "wf-1" }, null],
    [{ args: ["run", "-c", "flows/deploy.ncl", "b.k"] }, "flows/deploy.ncl"],
    [{ args: ["a.k", "--workflow", "deploy"] }, "deploy"],
    [{ args: ["--workflow=deploy", "a.yaml"] }, "deploy"],
    [{ args: ["a.toml", "--workflow"] }, "a.toml"],
    [{ args: ["--workflow", "", "a.toml"] }, "a.toml"],
    [{ args: ["--workflow=", "a.toml"] }, "a.toml"],
    [{ args: [String.raw`--workflow=C:\flows\a b.k`] }, String.raw`C:\flows\a b.k`],
    [{ args: ["server", "create", 3, null] }, null],
    [{ args: "deploy.k" }, null],
    [{}, null],
  ])("is named by %j: %j [task-workflow]", (record, workflow) => {
    expect(workflowOf(record)).toBe(workflow);
  });

  it.each(["k", "ncl", "json", "yaml", "yml", "toml"])(
    "may be a file of .%s among the arguments [task-workflow]",
    (end) => {
      expect(workflowOf({ args: ["run", `x.${end}`] })).toBe(`x.${end}`);
    },
  );
});

describe("asked for", () => {
  const path = "/srv/flows/prod/deploy.k";
  const windowsPath = String.raw`C:\flows\prod\deploy.k`;
  it.each([
    ["deploy", path, true],
    ["deploy.k", path, true],
    ["prod/deploy.k", path, true],
    ["./prod/deploy.k", path, true],
    [path, path, true],
    ["loy.k", path, false],
    ["prod", path, false],
    ["deploy", "deploy", true],
    ["deploy", "Deploy", false],
    ["v1.2", "v1.2", true],
    ["v1", "v1.2", false],
    ["dep*", path, true],
    ["dep*", "deploy-all", true],
    ["prod/*", path, true],
    ["/srv/**/*.k", path, true],
    ["flows/*", path, false],
    ["{a,deploy}", path, true],
    ["[d]eploy", path, true],
    ["w[1]", "w[1]", true],
    ["w*[1]", "w*[1]", true],
    ["deploy.*", "/srv/.flows/.prod/deploy.k", true],
    [".hid*", "/flows/.hidden.k", true],
    // A Windows machine's path, asked for with either separator.
    ["deploy", windowsPath, true],
    ["deploy.k", windowsPath, true],
    [String.raw`prod\deploy.k`, windowsPath, true],
    [String.raw`.\prod\deploy.k`, windowsPath, true],
    ["prod/deploy.k", windowsPath, true],
    [String.raw`prod\deploy.k`, path, true],
    [windowsPath, windowsPath, true],
    ["C:/flows/prod/deploy.k", windowsPath, true],
    ["loy.k", windowsPath, false],
    ["prod", windowsPath, false],
    ["dep*", windowsPath, true],
    ["prod/*", windowsPath, true],
    ["C:/flows/**/*.k", windowsPath, true],
    [`prod${sep}*.k`, windowsPath, true],
    [`prod${sep}*.k`, path, true],
    [".k", String.raw`C:\flows\.k`, true],
    // One letter, written in one character and in two.
    ["caf\u{e9}", "cafe\u{301}", true],
    ["cafe\u{301}*", "/srv/caf\u{e9}s.k", true],
    ["caf\u{e9}", "cafe", false],
  ])("%s finds %s: %s [workflow-match]", (wanted, workflow, found) => {
    expect(workflowMatcher(wanted)(workflow)).toBe(found);
  });
});

it.each([
  // By its path's stem or end, as it may be asked for.
  ["deplyo", ["/srv/deploy.k"], 'Unknown workflow "deplyo"; did you mean "deploy"?'],
  ["deploi.k", ["/srv/deploy.k"], 'Unknown workflow "deploi.k"; did you mean "deploy.k"?'],
  ["other", ["/srv/deploy.k"], 'Unknown workflow "other"'],
  ["dep*y", ["backup"], 'No workflow matches "dep*y"'],
])("says of %s that none of %j is it [workflow-unknown]", (wanted, workflows, message) => {
  expect(workflowMatcher(wanted).unknown(workflows)).toMatchObject({ code: "orch::unknown_workflow", message });
});

it.each([
  ["deplyo", "deploy"],
  ["deploi.k", "deploy.k"],
])("knows what of a Windows machine's path is near %s [workflow-unknown]", (wanted, near) => {
  const { message } = workflowMatcher(wanted).unknown([String.raw`C:\flows\deploy.k`]);
  expect(message).toBe(`Unknown workflow "${wanted}"; did you mean "${near}"?`);
});

it("names the known workflows, that of most tasks first [workflow-unknown]", () => {
  const { unknown } = workflowMatcher("x");
  expect(unknown(["a", null, "b\u001b", "b\u001b"]).help).toBe("Known workflows: b\\u{1b}, a.");
  expect(unknown([null]).help).toBe("No task that can be read names a workflow.");
});

it("matches in turns with whatever else is to be done, each workflow once [pattern-turns]", async () => {
  const controller = new AbortController();
  const workflows = Array.from({ length: 100_000 }, (_, i) => `${i}${"x".repeat(2500)}`);
  const matcher = workflowMatcher("{1..9}*{a,b}");
  setImmediate(() => controller.abort());
  await expect(matcher.prepare(workflows, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
  const long = "a".repeat(1_000_000);
  const same = workflowMatcher(`*${"[!b]".repeat(100)}b*`);
  await same.prepare(
    Array.from({ length: 100_000 }, () => long),
    new AbortController().signal,
  );
  for (let i = 0; i < 1000; i++) expect(same(long)).toBe(false);
});

it("quotes a pattern as it was typed [pattern-limit]", () => {
  expect(() => workflowMatcher("{1..99999}")).toThrow('The pattern "{1..99999}" is too large');
  expect(() => workflowMatcher("!(a)")).toThrow('here: "!(a)"');
});
