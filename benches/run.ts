// `npm run bench` measures everything, `npm run bench -- sdk` one of the benches below.
import { cpus } from "node:os";
import { benchOrchestrator } from "./orchestrator.ts";
import { benchQueue } from "./queue.ts";
import { benchSdk } from "./sdk.ts";
import { benchStart } from "./start.ts";
import { benchValidate } from "./validate.ts";
import { benchWorkflow } from "./workflow.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  orchestrator: benchOrchestrator,
  queue: benchQueue,
  sdk: benchSdk,
  start: benchStart,
  validate: benchValidate,
  workflow: benchWorkflow,
};

const [cpu] = cpus();
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}; medians in milliseconds\n`);
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`no bench "${name}": there are ${Object.keys(benches).join(", ")}`);
  await bench();
}
