// Whether checking and ordering grow with the workflow and no faster, and what a common one takes of the plugin's time.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import config from "../src/rolldown.config.ts";
import { Evaluators } from "../src/orchestrator/workflow/evaluators/evaluators.ts";
import type * as Plan from "../src/orchestrator/workflow/plan/plan.ts";
import type * as Validate from "../src/orchestrator/workflow/validate.ts";
import type { Bench, Context, Group } from "./bench.ts";
import { measureInTurn, timeOf } from "./measure.ts";

type Built = Pick<typeof Validate, "validateWorkflows"> & Pick<typeof Plan, "planOf">;

const { signal } = new AbortController();
const options: Validate.ValidateOptions = { strict: false, env: {}, signal, evaluators: new Evaluators() };
const common = 100;

export const workflow: Bench = {
  name: "workflow",
  questions: {
    "workflow-growth": {
      text: "Do checking and ordering a workflow grow with its size and no faster?",
      sizes: "operations",
      chart: "growth",
      note: "Each operation depends on up to five before it. Called in a process that does nothing else.",
    },
  },
  async *run(context) {
    const directory = mkdtempSync(join(tmpdir(), "workflow-bench-"));
    try {
      const built = await bundle(directory);
      for (const size of context.of([1000, 10_000, 100_000], [1000])) yield* measureSize(size, built, context);
      yield await measureCommon(join(directory, "workflow.json"), built, context);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

async function* measureSize(
  size: number,
  { validateWorkflows, planOf }: Built,
  context: Context,
): AsyncIterable<Group> {
  const source = { kind: "value", value: workflowOf(size), path: "workflow.json" } as const;
  const { workflows } = await validateWorkflows(source, options);
  const [checked] = workflows.map((each) => each.workflow);
  if (checked === undefined) throw new Error("no workflow");
  const work = {
    "workflow-check": { work: "check", call: () => validateWorkflows(source, options) },
    "workflow-order": { work: "order", call: () => planOf(checked) },
  };
  const runs = { runs: context.runs(Math.max(5, 20_000 / size)), warmUps: 2 };
  for (const [id, { work: words, call }] of Object.entries(work)) {
    const sides = await measureInTurn({ plugin: () => timeOf(call) }, runs);
    yield { id, question: "workflow-growth", work: words, size, when: "warm", unit: "ms", sides };
  }
}

/** What a usual one takes that is read from a file. */
async function measureCommon(path: string, { validateWorkflows }: Built, context: Context): Promise<Group> {
  writeFileSync(path, JSON.stringify(workflowOf(common)));
  const call = () => validateWorkflows({ kind: "file", path }, options);
  const sides = await measureInTurn(
    { plugin: () => timeOf(call) },
    { runs: context.runs(1000), warmUps: context.of(1000, 1) },
  );
  const group = {
    question: "workflow-growth",
    work: "read JSON and check",
    size: common,
    when: "warm",
    unit: "ms",
  } as const;
  return { id: "workflow-json", ...group, sides, targets: [{ atMost: 1 }] };
}

/** As the plugin has it: where the sources are loaded one by one, each import takes longer than a check. */
async function bundle(directory: string): Promise<Built> {
  const require = createRequire(import.meta.url);
  const input = ["validate", "plan/plan"].map((name) =>
    fileURLToPath(new URL(`../src/orchestrator/workflow/${name}.ts`, import.meta.url)),
  );
  await build({
    input,
    platform: "node",
    plugins: config.plugins,
    output: { dir: directory, format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs" },
  });
  return { ...require(join(directory, "validate.cjs")), ...require(join(directory, "plan.cjs")) };
}

const back = [1, 2, 3, 5, 8];

/** Each operation waits for five before it; every hundredth starts afresh. */
function workflowOf(size: number) {
  const operations = Array.from({ length: size }, (_, n) => ({
    id: `operation-${n}`,
    type: "create",
    target: "server",
    provider: "upcloud",
    timeout: 60 + (n % 7),
    depends_on: back.filter((steps) => steps <= n % 100).map((steps) => `operation-${n - steps}`),
  }));
  return { name: "bench", version: "1", operations };
}
