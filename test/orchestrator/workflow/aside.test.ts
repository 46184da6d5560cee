import { describe, expect, it } from "vitest";
import { Evaluators } from "../../../src/orchestrator/workflow/evaluators/evaluators.ts";
import { isLong } from "../../../src/orchestrator/workflow/parse-text.ts";
import type { WorkflowOrigin } from "../../../src/orchestrator/workflow/origin.ts";
import { validateWorkflows, type ValidateOptions } from "../../../src/orchestrator/workflow/validate.ts";

const never = new AbortController().signal;
const options: ValidateOptions = { strict: false, env: {}, signal: never, evaluators: new Evaluators() };

/** Operations of which each waits for the one before it, the second for one that is not there. */
function operations(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const waitsFor = index === 0 ? "" : index === 1 ? "nobody" : `o${index - 1}`;
    return `  - {id: o${index}, type: create, timeout: 1.50, depends_on: [${waitsFor}]}`;
  });
  return `name: long\noperations:\n${lines.join("\n")}\n`;
}

function yaml(text: string): WorkflowOrigin {
  return { kind: "text", language: "YAML", text, path: "long.yaml", folder: "/" };
}

/** More than any of these can be read of in the time that the tests give. */
const endless = operations(200_000);

describe("a long text [validate-aside]", () => {
  it.each([
    ["JSON", 131_072],
    ["YAML", 65_536],
    ["TOML", 65_536],
  ] as const)("is in %s one of more than %i characters", (language, longest) => {
    expect(isLong({ language, path: "", text: "x".repeat(longest) })).toBe(false);
    expect(isLong({ language, path: "", text: "x".repeat(longest + 1) })).toBe(true);
  });

  it("is found to be what it is if it is short", async () => {
    const short = operations(20);
    // A comment changes nothing but the length.
    const long = `${short}${"# as long as it has to be\n".repeat(5000)}`;
    const [aside, here] = await Promise.all([long, short].map((text) => validateWorkflows(yaml(text), options)));
    expect(here?.workflows[0]?.workflow.operations).toHaveLength(20);
    expect(aside).toEqual(here);
  });

  it("leaves the plugin free meanwhile, and is given up at an abort", async () => {
    const abort = new AbortController();
    const checked = validateWorkflows(yaml(endless), { ...options, signal: abort.signal });
    // Had this thread the work to do, it would get here only at its end.
    setTimeout(() => abort.abort(new Error("stop it")), 50);
    await expect(checked).rejects.toThrow("stop it");
  });

  it("is an error where it takes too much time", async () => {
    await expect(validateWorkflows(yaml(endless), { ...options, timeoutMs: 100 })).rejects.toMatchObject({
      code: "orch::workflow_timeout",
      message: "Checking long.yaml took longer than 0.1 s and was stopped",
      help: `Check that this is the right file: it has ${endless.length} characters.`,
    });
  });

  it("is an error where it takes too much time, also of a JSON that has something to say of every other character", async () => {
    const text = `{"operations": [${"1,".repeat(200_000)}1]}`;
    const json: WorkflowOrigin = { kind: "text", language: "JSON", text, path: "long.json", folder: "/" };
    await expect(validateWorkflows(json, { ...options, timeoutMs: 20 })).rejects.toMatchObject({
      code: "orch::workflow_timeout",
    });
  });

  it("is an error where it takes too much memory", async () => {
    const maxMemory = 32 * 1024 * 1024;
    await expect(validateWorkflows(yaml(endless), { ...options, maxMemory })).rejects.toMatchObject({
      code: "orch::workflow_out_of_memory",
      message: `Checking long.yaml took more than 32 MiB of memory and was stopped`,
    });
  });
});
