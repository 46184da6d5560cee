// `npm run soak`: whether the plugin holds as much after a long life as after a short one. It plays Nushell to one process of the
// plugin, 200,000 calls of all kinds, and looks at that process ten times; `-- --minutes 1` takes so long instead. It needs Linux.
import { mostKept } from "../src/orchestrator/queue/queues.ts";
import { fail, readArguments, removeTemporaryFiles } from "./command-line.ts";
import { kindsIn, slowKinds, type Kind } from "./soak/calls.ts";
import { groups, makeFiles } from "./soak/files.ts";
import { startPlugin, type Held } from "./soak/plugin.ts";
import { quartiles } from "./summary.ts";

/** What the process held in one tenth of its life. Memory is in bytes. */
interface Tenth extends Held {
  readonly calls: number;
  readonly items: number;
  /** Of the samples of resident memory, one after each round, as V8 happened to have collected or not. */
  readonly usual: number;
  readonly peak: number;
}

const usage = "npm run soak -- [--minutes N], which may be less than 1; without it 200,000 calls are made";
const { values } = readArguments({ options: { minutes: { type: "string" } } }, usage);
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0 && minutes < Infinity)) {
  fail(`--minutes takes how many minutes it may last, such as 1, but got "${values.minutes}"`);
}
if (process.platform !== "linux") fail("The soak needs Linux: it reads from /proc what a process holds");
const wholeCalls = 200_000;
const tenths = 10;
// KCL and Nickel take ten times as long as all others.
const roundsPerSlow = 50;
const roundsPerTogether = 10;
/** Tenths that are compared, at either end. Those of a minute are too short to even out when V8 collects. */
const compared = minutes === undefined ? 1 : tenths / 2;
/** How much more of memory there may be in the last of them than in the first. */
const mostGrowth = 1.1;
const words = { usual: "resident memory", heap: "heap after a collection" };
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
/** What is printed of each tenth. */
const columns: Readonly<Record<string, (tenth: Tenth) => string | number>> = {
  calls: ({ calls }) => calls.toLocaleString("en"),
  "stream items": ({ items }) => items.toLocaleString("en"),
  resident: ({ usual }) => megabytes(usual),
  "at its peak": ({ peak }) => megabytes(peak),
  "after a collection": ({ resident }) => megabytes(resident),
  heap: ({ heap }) => megabytes(heap),
  code: ({ code }) => megabytes(code),
  external: ({ external }) => megabytes(external),
  handles: ({ handles }) => handles,
  listeners: ({ listeners }) => listeners,
  descriptors: ({ descriptors }) => descriptors,
  watches: ({ watches }) => watches,
  children: ({ children }) => children,
};
/** Directories that are watched beside the tasks of those that are kept. */
const others = 20;

removeTemporaryFiles();
const files = makeFiles();
const plugin = await startPlugin(files.directory);
const { engine } = plugin;
const kinds = kindsIn(files.directory);
const slow = slowKinds();
let round = 0;

try {
  console.log(`Node ${process.versions.node}; ${Object.keys({ ...kinds, ...slow }).length} kinds of calls\n`);
  await warmUp();
  const life = await live();
  console.log(`\n${verdicts(life).join("\n")}`);
} finally {
  plugin.kill();
  files.remove();
}

/** Loads all code, and opens as many directories as are kept, so that what is held then is what a life in use takes. */
async function warmUp(): Promise<void> {
  const many = kinds["tasks of many directories"];
  for (let group = 0; group < groups; group++) if (many !== undefined) await call("many", many, group);
  for (let i = 0; i < 20; i++) await playRound();
}

async function live(): Promise<readonly Tenth[]> {
  const begin = { calls: engine.calls, items: engine.items, time: performance.now() };
  const share = () =>
    minutes === undefined
      ? (engine.calls - begin.calls) / wholeCalls
      : (performance.now() - begin.time) / (minutes * 60_000);
  const life: Tenth[] = [];
  console.log(`| ${Object.keys(columns).join(" | ")} |\n|${"---:|".repeat(Object.keys(columns).length)}`);
  while (life.length < tenths) {
    const samples: number[] = [];
    while (share() * tenths < life.length + 1) {
      await playRound();
      samples.push(plugin.resident());
    }
    const counts = { calls: engine.calls - begin.calls, items: engine.items - begin.items };
    const tenth = { ...counts, usual: quartiles(samples).median, peak: Math.max(...samples), ...(await plugin.held()) };
    life.push(tenth);
    console.log(row(tenth));
  }
  return life;
}

/** One call of each kind; now and then all at once, but for those that interrupt all others. */
async function playRound(): Promise<void> {
  round++;
  const due = Object.entries(round % roundsPerSlow === 1 ? { ...slow, ...kinds } : kinds);
  const together = due.filter(([name]) => round % roundsPerTogether === 0 && !name.endsWith("interrupted"));
  await Promise.all(together.map(([name, kind]) => call(name, kind, round)));
  const alone = due.filter((each) => !together.includes(each));
  for (const [name, kind] of alone) await call(name, kind, round);
}

async function call(name: string, kind: Kind, number: number): Promise<void> {
  try {
    await Promise.race([engine.call(kind(number)), plugin.ended]);
  } catch (cause) {
    throw new Error(`"${name}" in round ${number}`, { cause });
  }
}

/** Says of each bound whether it was kept, and has the process end with 1 if one was not. */
function verdicts(life: readonly Tenth[]): readonly string[] {
  const memory = (["usual", "heap"] as const).map((name) => {
    const middle = (part: readonly Tenth[]) => quartiles(part.map((tenth) => tenth[name])).median;
    const growth = middle(life.slice(-compared)) / middle(life.slice(0, compared));
    return [
      growth <= mostGrowth,
      `${words[name]}: ${growth.toFixed(2)} times that of the first ${compared === 1 ? "tenth" : "half"} (bound ${mostGrowth})`,
    ];
  });
  const counts = (["handles", "listeners", "descriptors", "children"] as const).map((name) => {
    const found = [...new Set(life.map((tenth) => tenth[name]))];
    return [found.length === 1, `${name}: ${found.join(", then ")} (bound: constant)`];
  });
  // Of each directory that is kept one is watched here.
  const most = Math.max(...life.map(({ watches }) => watches));
  const watches = [most <= mostKept + others, `watches: at most ${most} (bound ${mostKept + others})`];
  return [...memory, ...counts, watches].map(([isKept, text]) => {
    if (isKept !== true) process.exitCode = 1;
    return `${isKept === true ? "kept" : "BROKEN"}: ${text}`;
  });
}

function row(tenth: Tenth): string {
  return `| ${Object.values(columns)
    .map((of) => of(tenth))
    .join(" | ")} |`;
}
