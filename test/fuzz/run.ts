// `npm run fuzz`: gives the plugin what is wrong in all ways that chance finds, and holds what must hold whatever it is given. All
// chance comes from the seed that is printed. What fails is made smaller as far as that goes, and printed with how to repeat it.
import * as fc from "fast-check";
import { fail, messageOf, readArguments, removeTemporaryFiles } from "../../benches/command-line.ts";
import type { Mode } from "./mode.ts";
import { Tally } from "./tally.ts";

const modes: Readonly<Record<string, () => Promise<Mode>>> = {
  wire: async () => (await import("./wire/mode.ts")).wire(),
  files: async () => (await import("./files/mode.ts")).files(),
  workflows: async () => (await import("./workflows/mode.ts")).workflows(),
  system: async () => (await import("./system/mode.ts")).system(),
};

const names = Object.keys(modes).join("|");
const usage = `npm run fuzz -- [${names} ...] [--count N] [--seed N] [--repeat TRIAL/PATH]

All modes run where none is named, each with so many cases as take up to a minute where no count is given. A failure says what
to give to --seed and --repeat to try the same case again.`;
const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: { count: { type: "string" }, seed: { type: "string" }, repeat: { type: "string" } },
  },
  usage,
);
// fast-check takes 32 bits.
const seed = natural("seed") ?? Math.floor(Math.random() * 2 ** 31);
const unknown = positionals.find((name) => !Object.hasOwn(modes, name));
if (unknown !== undefined) fail(`There is no mode "${unknown}": there are ${names}`);

function natural(name: "count" | "seed"): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  if (!/^\d{1,9}$|^[12]\d{9}$/.test(given)) fail(`--${name} takes a number, but got "${given}"`);
  return Number(given);
}

/** Tries all cases of a mode, and returns whether nothing failed. */
async function tryAll(name: string, load: () => Promise<Mode>): Promise<boolean> {
  const mode = await load();
  const count = natural("count") ?? mode.usual;
  const tally = new Tally();
  const [wanted, path] = values.repeat?.split(/\/(.*)/s) ?? [];
  console.log(`${name}: ${count.toLocaleString("en")} ${mode.what}, seed ${seed}`);
  const trials = Object.entries(mode.trials).filter(([trial]) => wanted === undefined || trial === wanted);
  if (trials.length === 0) fail(`There is no "${wanted}" in ${name}: there are ${Object.keys(mode.trials).join(", ")}`);
  const failures = await Promise.all(
    trials.map(async ([trial, { cases, share, run }]) => {
      const property = fc.asyncProperty(cases, async (given) => tally.add(trial, await run(given)));
      const numRuns = Math.max(1, Math.round(count * share));
      const details = await fc.check(property, { seed, numRuns, ...(path !== undefined && { path }) });
      if (!details.failed) return [];
      const repeat = `npm run fuzz -- ${name} --seed ${seed} --repeat ${trial}/${details.counterexamplePath}`;
      const [given] = details.counterexample ?? [];
      return [`${trial}: ${messageOf(details.errorInstance)}\n${fc.stringify(given)}\nTo repeat it: ${repeat}`];
    }),
  );
  await mode.close();
  console.log(tally.table());
  for (const failure of failures.flat()) console.error(failure);
  return failures.flat().length === 0;
}

removeTemporaryFiles();
let isHeld = true;
for (const [name, load] of Object.entries(modes)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  isHeld = (await tryAll(name, load)) && isHeld;
}
process.exit(isHeld ? 0 : 1);
