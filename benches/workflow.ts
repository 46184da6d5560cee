// Whether checking and ordering grow with the workflow and no faster, and what a common one takes of the plugin's time.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { Evaluators } from "../src/orchestrator/workflow/evaluators/evaluators.ts";
import type * as Plan from "../src/orchestrator/workflow/plan/plan.ts";
import type * as Validate from "../src/orchestrator/workflow/validate.ts";
import { median } from "./measure.ts";

type Built = Pick<typeof Validate, "validateWorkflows"> & Pick<typeof Plan, "planOf">;

const { signal } = new AbortController();
const options: Validate.ValidateOptions = { strict: false, env: {}, signal, evaluators: new Evaluators() };
const common = 100;
const commonBound = 1;

export async function benchWorkflow(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "workflow-bench-"));
  try {
    const built = await bundle(directory);
    console.log("| operations | dependencies | checked | ordered | µs per operation |");
    console.log("|---:|---:|---:|---:|---:|");
    for (const size of [1000, 10_000, 100_000]) console.log(await row(size, built));
    const path = join(directory, "workflow.json");
    writeFileSync(path, JSON.stringify(workflowOf(common)));
    const check = () => built.validateWorkflows({ kind: "file", path }, options);
    const time = await timed(check, { runs: 1000, warmUps: 1000 });
    console.log(`\nJSON of ${common} operations, read and checked: ${time.toFixed(2)} ms (bound ${commonBound})\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** As the plugin has it: where the sources are loaded one by one, each import takes longer than a check. */
async function bundle(directory: string): Promise<Built> {
  const require = createRequire(import.meta.url);
  const input = ["validate", "plan"].map((name) =>
    fileURLToPath(new URL(`../src/orchestrator/workflow/${name}.ts`, import.meta.url)),
  );
  await build({
    input,
    platform: "node",
    output: { dir: directory, format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs" },
  });
  return { ...require(join(directory, "validate.cjs")), ...require(join(directory, "plan.cjs")) };
}

async function row(size: number, { validateWorkflows, planOf }: Built): Promise<string> {
  const source = { kind: "value", value: workflowOf(size), path: "workflow.json" } as const;
  const runs = Math.max(5, 20_000 / size);
  const checked = await timed(() => validateWorkflows(source, options), { runs, warmUps: 2 });
  const { workflows } = await validateWorkflows(source, options);
  const [workflow] = workflows.map((each) => each.workflow);
  if (workflow === undefined) throw new Error("no workflow");
  const ordered = await timed(() => planOf(workflow), { runs, warmUps: 2 });
  const each = ((checked + ordered) / size) * 1000;
  return `| ${size} | ${dependenciesOf(size)} | ${checked.toFixed(1)} | ${ordered.toFixed(1)} | ${each.toFixed(1)} |`;
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

function dependenciesOf(size: number): number {
  return workflowOf(size).operations.reduce((sum, { depends_on }) => sum + depends_on.length, 0);
}

/** Milliseconds, the median. */
async function timed(work: () => unknown, { runs, warmUps }: { runs: number; warmUps: number }): Promise<number> {
  const times: number[] = [];
  for (let i = -warmUps; i < runs; i++) {
    const start = performance.now();
    await work();
    if (i >= 0) times.push(performance.now() - start);
  }
  return median(times);
}
