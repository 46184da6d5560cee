// `npm run bench` measures everything, `npm run bench -- sdk queue` some of the benches below; README.md has the options.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";
import { collect, type Results } from "./results.ts";
import { benchOrchestrator } from "./orchestrator.ts";
import { benchQueue } from "./queue.ts";
import { sdk } from "./sdk.ts";
import { benchStart } from "./start.ts";
import { benchValidate } from "./validate.ts";
import { spreadWarnings, tableOf, titleOf } from "./table.ts";
import { workflow } from "./workflow.ts";

const benches: readonly Bench[] = [sdk, workflow];

/** Those that are still to be moved to the interface: to run by name. */
const unmoved: Readonly<Record<string, () => Promise<void>>> = {
  orchestrator: benchOrchestrator,
  queue: benchQueue,
  start: benchStart,
  validate: benchValidate,
};

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});

for (const name of names) await unmoved[name]?.();
const chosen = names.length === 0 ? benches : names.filter((name) => unmoved[name] === undefined).map(benchOf);
const results = await collect(chosen, options.quick, (group) => console.error(titleOf(group)));
print(results);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);

function benchOf(name: string): Bench {
  const bench = benches.find((each) => each.name === name);
  if (bench === undefined)
    throw new Error(`no bench "${name}": there are ${benches.map((each) => each.name).join(", ")}`);
  return bench;
}

function print({ machine, questions, groups, missing, seconds }: Results): void {
  console.log(machine);
  for (const [id, question] of Object.entries(questions)) {
    console.log(
      `\n${question.text}\n\n${tableOf(
        question,
        groups.filter((group) => group.question === id),
      )}`,
    );
  }
  for (const [side, why] of Object.entries(missing)) console.log(`\nNot measured: ${side}: ${why}`);
  for (const warning of spreadWarnings(groups)) console.log(`\nWarning: ${warning}`);
  console.log("\nSeconds:", seconds);
}
