// `npm run bench` measures everything, `npm run bench -- sdk warm` some of the benches below; README.md has the options.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../test/support/nu.ts";
import type { Bench } from "./bench.ts";
import { cold } from "./cold.ts";
import { first } from "./first.ts";
import { growth } from "./growth.ts";
import { languages } from "./languages.ts";
import { memory } from "./memory.ts";
import { machineText, missingTexts } from "./report/answers.ts";
import { chartOf } from "./report/chart.ts";
import { comparisonOf } from "./report/compare.ts";
import { writeDocuments } from "./report/documents.ts";
import { spreadRule, tableOf, titleOf, wideGroups } from "./report/table.ts";
import { collect, groupsOf, readResults, type Results } from "./results.ts";
import { sdk } from "./sdk.ts";
import { start } from "./start.ts";
import { warm } from "./warm.ts";
import { workflow } from "./workflow.ts";

const benches: readonly Bench[] = [warm, first, cold, languages, memory, growth, start, sdk, workflow];

const folder = join(root, "benches/results");

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    files: { type: "string" },
    json: { type: "string" },
    against: { type: "string" },
    results: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

// Before a run of minutes, as a file may not be there, nor a bench.
const before = options.against === undefined ? undefined : resultsIn(options.against);
const chosen = names.length === 0 ? benches : names.map(benchOf);
const given = options.results ?? (options.write ? join(folder, "results.json") : undefined);
const results = given === undefined ? await measured() : resultsIn(given);
if (before === undefined) printAnswers(results);
else console.log(comparisonOf(before, results));
for (const [name, why] of Object.entries(results.failed)) console.error(`\nThe bench ${name} failed: ${why}`);
if (options.json !== undefined) writeResults(options.json, results);
process.exitCode = Object.keys(results.failed).length === 0 ? 0 : 1;
const isFull = given === undefined && names.length === 0 && !options.quick;
if (options.write || (isFull && process.exitCode === 0)) publish(results);

function measured(): Promise<Results> {
  const files = options.files === undefined ? undefined : Number(options.files);
  return collect(chosen, { isQuick: options.quick, files }, (group, question) =>
    console.error(`measured: ${titleOf(group, question)}`),
  );
}

function benchOf(name: string): Bench {
  const bench = benches.find((each) => each.name === name);
  if (bench !== undefined) return bench;
  return fail(`There is no bench "${name}", but ${benches.map((each) => each.name).join(", ")}`);
}

function resultsIn(path: string): Results {
  try {
    return readResults(path);
  } catch (error) {
    return fail(`These are no results of a run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}

function printAnswers(all: Results): void {
  const { questions, seconds } = all;
  console.log(machineText(all));
  for (const [id, question] of Object.entries(questions)) {
    console.log(`\n${question.text}\n\n${tableOf(question, groupsOf(all, id))}`);
  }
  const wide = wideGroups(all);
  if (wide.length > 0) console.log(`\n${[spreadRule, ...wide].join("\n- ")}`);
  for (const missing of missingTexts(all)) console.log(`\n${missing}`);
  console.log("\nSeconds:", seconds);
}

function writeResults(path: string, all: Results): void {
  writeFileSync(path, `${JSON.stringify(all, null, 1)}\n`);
}

/** Writes results, charts and the documents that name a number. */
function publish(all: Results): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeResults(join(folder, "results.json"), all);
  for (const [id, question] of Object.entries(all.questions)) {
    const groups = groupsOf(all, id);
    if (groups.length > 0) writeFileSync(join(folder, `${id}.svg`), chartOf(question, groups));
  }
  console.log("Written:", writeDocuments(root, all));
}
