// `npm run bench` measures everything, `npm run bench -- sdk queue` some of the benches below; README.md has the options.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../test/support/nu.ts";
import type { Bench } from "./bench.ts";
import { benchOrchestrator } from "./orchestrator.ts";
import { benchQueue } from "./queue.ts";
import { machineText } from "./report/answers.ts";
import { chartOf } from "./report/chart.ts";
import { comparisonOf } from "./report/compare.ts";
import { writeDocuments } from "./report/documents.ts";
import { spreadRule, tableOf, titleOf, wideGroups } from "./report/table.ts";
import { collect, readResults, type Results } from "./results.ts";
import { sdk } from "./sdk.ts";
import { benchStart } from "./start.ts";
import { benchValidate } from "./validate.ts";
import { workflow } from "./workflow.ts";

const benches: readonly Bench[] = [sdk, workflow];

/** Those that are still to be moved to the interface: to run by name. */
const unmoved: Readonly<Record<string, () => Promise<void>>> = {
  orchestrator: benchOrchestrator,
  queue: benchQueue,
  start: benchStart,
  validate: benchValidate,
};

const folder = join(root, "benches/results");

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    against: { type: "string" },
    results: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

// Before a run of minutes, as the file may not be there.
const before = options.against === undefined ? undefined : readResults(options.against);
for (const name of names) await unmoved[name]?.();
const results = await resultsOf();
if (before === undefined) printAnswers(results);
else console.log(comparisonOf(before, results));
for (const [name, why] of Object.entries(results.failed)) console.error(`\nThe bench ${name} failed: ${why}`);
if (options.json !== undefined) writeResults(options.json, results);
process.exitCode = Object.keys(results.failed).length === 0 ? 0 : 1;
const isFull = names.length === 0 && !options.quick && process.exitCode === 0;
if (isFull || options.write) publish(results);

/** What is measured now, or what another run has measured: with --results, or with --write alone. */
async function resultsOf(): Promise<Results> {
  if (options.results !== undefined) return readResults(options.results);
  if (options.write) return readResults(join(folder, "results.json"));
  const chosen = names.length === 0 ? benches : names.filter((name) => unmoved[name] === undefined).map(benchOf);
  return collect(chosen, options.quick, (group) => console.error(`measured: ${titleOf(group)}`));
}

function benchOf(name: string): Bench {
  const bench = benches.find((each) => each.name === name);
  if (bench !== undefined) return bench;
  throw new Error(`no bench "${name}": there are ${benches.map((each) => each.name).join(", ")}`);
}

function printAnswers(measured: Results): void {
  const { questions, groups, missing, seconds } = measured;
  console.log(machineText(measured));
  for (const [id, question] of Object.entries(questions)) {
    console.log(
      `\n${question.text}\n\n${tableOf(
        question,
        groups.filter((group) => group.question === id),
      )}`,
    );
  }
  const wide = wideGroups(groups);
  if (wide.length > 0) console.log(`\n${[spreadRule, ...wide].join("\n- ")}`);
  for (const [side, why] of Object.entries(missing)) console.log(`\nNot measured: ${side}, as ${why}.`);
  console.log("\nSeconds:", seconds);
}

function writeResults(path: string, measured: Results): void {
  writeFileSync(path, `${JSON.stringify(measured, null, 1)}\n`);
}

/** Writes results, charts and the documents that name a number. */
function publish(measured: Results): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeResults(join(folder, "results.json"), measured);
  for (const [id, question] of Object.entries(measured.questions)) {
    const groups = measured.groups.filter((group) => group.question === id);
    if (groups.length > 0) writeFileSync(join(folder, `${id}.svg`), chartOf(question, groups));
  }
  console.log("Written:", writeDocuments(root, measured));
}
