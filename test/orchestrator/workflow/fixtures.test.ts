import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { workflowCodes } from "../../../src/orchestrator/problem-codes.ts";
import { readOrigin } from "../../../src/orchestrator/workflow/origin.ts";
import { parseText } from "../../../src/orchestrator/workflow/parse-text.ts";
import { evaluatorsPath, hasEvaluator } from "../../support/evaluator-paths.ts";
import { check, described, evaluators, never } from "./scratch.ts";

const workflows = join(dirname(fileURLToPath(import.meta.url)), "../../../fixtures/workflows");
const broken = join(workflows, "broken");
const expectation = z.record(
  z.string(),
  z.object({
    strict: z.optional(z.boolean()),
    diagnostics: z.array(
      z.object({
        code: z.string(),
        severity: z.string(),
        line: z.nullable(z.number()),
        column: z.nullable(z.number()),
        message: z.string(),
      }),
    ),
  }),
);
const expected = expectation.parse(JSON.parse(readFileSync(join(broken, "expected.json"), "utf8")));

describe("fixtures/workflows", () => {
  // What an evaluator finds is tested with it.
  const isInstalled = (name: string) =>
    (!name.endsWith(".ncl") || hasEvaluator("nickel")) && (!name.endsWith(".k") || hasEvaluator("kcl_lib"));
  it.each(Object.entries(expected).filter(([name]) => isInstalled(name)))(
    "finds in broken/%s what expected.json says, at its place [validate-position]",
    async (name, { strict = false, diagnostics }) => {
      const found = await check(join(broken, name), { strict, PATH: evaluatorsPath });
      expect(found).toStrictEqual(diagnostics.map((diagnostic) => ({ ...diagnostic, path: join(broken, name) })));
    },
  );

  it("has a broken file for every diagnostic code, and an expectation for every file [validate-codes]", () => {
    const names = readdirSync(broken).filter((name) => name !== "expected.json");
    expect(names.toSorted()).toStrictEqual(Object.keys(expected).toSorted());
    const { "not-checked": _, "unknown-provider": _provider, ...codes } = workflowCodes;
    expect(new Set(names.map((name) => name.replace(/\.\w+$/, "")))).toStrictEqual(new Set(Object.keys(codes)));
    for (const [name, { diagnostics }] of Object.entries(expected)) {
      const code = name.replace(/\.\w+$/, "");
      const found = new Set(diagnostics.map((diagnostic) => diagnostic.code));
      // Nothing is kept from running unless something else is wrong, too.
      if (code === "never-runs") found.delete("cycle");
      expect(found).toStrictEqual(new Set([code]));
    }
  });

  it.each(["json", "yaml", "toml"])(
    "finds nothing in deploy.%s, strict or not [validate-formats]",
    async (extension) => {
      const path = join(workflows, `deploy.${extension}`);
      expect(await check(path)).toStrictEqual([]);
      expect(await check(path, { strict: true })).toStrictEqual([]);
    },
  );

  it("reads the same workflow from deploy.json, deploy.yaml and deploy.toml [validate-formats]", async () => {
    const values = await Promise.all(
      ["json", "yaml", "toml"].map(async (extension) => {
        const path = join(workflows, `deploy.${extension}`);
        const read = await readOrigin({ kind: "file", path }, { env: {}, signal: never, evaluators });
        const { content } = "text" in read ? await parseText(read) : read;
        // Through JSON, because TOML's maps have no prototype.
        const plain: unknown = JSON.parse(JSON.stringify(content?.value));
        return plain;
      }),
    );
    expect(values[0]).toHaveProperty("batch_workflow.operations.3.id", "app");
    expect(values[1]).toStrictEqual(values[0]);
    expect(values[2]).toStrictEqual(values[0]);
  });

  it("tells each fault of broken.yaml in a line that reads well alone, by place [validate-describe] [validate-order]", async () => {
    expect(await described(join(workflows, "broken.yaml"))).toStrictEqual([
      'wf:3:1: the workflow has the unknown field "paralel_limit"; did you mean "parallel_limit"?',
      'wf:4:22: no operation uses the provider "hetzner"',
      "wf:10:18: operations wait for each other: servers -> dns -> servers",
      'wf:14:14: operation "network": "timeout" must be greater than 0, found 0',
      'wf:15:18: operation "network" depends on unknown operation "servrs"; did you mean "servers"?',
      'wf:23:17: operation "backup": "on_failure" must be one of fail, continue, rollback, found "ignore"',
    ]);
  });
});
