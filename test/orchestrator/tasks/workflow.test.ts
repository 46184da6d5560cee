import { describe, expect, it } from "vitest";
import { workflowMatcher, workflowOf } from "../../../src/orchestrator/tasks/workflow.ts";

describe("a task's workflow", () => {
  it.each([
    [{ workflow: "w", workflow_id: "i", workflow_path: "p", args: ["a.k"] }, "w"],
    [{ workflow: null, workflow_id: "i", workflow_path: "p" }, "i"],
    [{ workflow: "", workflow_path: "p" }, "p"],
    [{ workflow: { name: "x" } }, '{"name":"x"}'],
    [{ args: ["run", "-c", "flows/deploy.ncl", "b.k"] }, "flows/deploy.ncl"],
    [{ args: ["a.k", "--workflow", "deploy"] }, "deploy"],
    [{ args: ["--workflow=deploy", "a.yaml"] }, "deploy"],
    [{ args: ["a.toml", "--workflow"] }, "a.toml"],
    [{ args: ["--workflow", "", "a.toml"] }, "a.toml"],
    [{ args: ["--workflow=", "a.toml"] }, "a.toml"],
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
  ])("%s finds %s: %s [workflow-match]", (wanted, workflow, found) => {
    expect(workflowMatcher(wanted)(workflow)).toBe(found);
  });
});
