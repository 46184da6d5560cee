// What listing the queue may cost at most: each bound beside what was measured, both sides in one run and in turn.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nuValue, pluginFile } from "../test/support/nu.ts";
import { bundlePlugins } from "./bundle-plugins.ts";
import { measureFirst, measureWarm, type Measured } from "./pairs.ts";
import { makeDataDir } from "./queue-data.ts";
import { buildRustPlugin } from "./rust-plugin/build.ts";

/** The most that ours may take of the other side's time, or how many times faster it has to be. */
type Bound = { readonly times: number } | { readonly faster: number };

// As many calls before as V8 needs to have compiled ours: the plugin lives as long as the session.
const warm = { runs: 101, warmUps: 20 };
const firstCalls = 9;
const pending = "--status pending --limit 10";

export async function benchQueue(): Promise<void> {
  const rust = buildRustPlugin();
  const bundles = mkdtempSync(join(tmpdir(), "queue-bench-"));
  const directories = [bundles];
  try {
    const small = makeDataDir(10_000);
    directories.push(small);
    const large = makeDataDir(100_000);
    directories.push(large);
    const floor = await bundlePlugins(bundles, ["floor"]);
    console.log("| work | against | ours | other | measured | bound | |");
    console.log("|---|---|---:|---:|---:|---:|---|");
    await benchFloor(small, floor);
    if (rust !== undefined) await benchRust(small, rust);
    await benchViews(small);
    await benchSizes(small, large);
    await benchFirst(small, rust);
    await benchChange(large);
    await benchStream(large);
    await benchMemory(large);
    console.log();
  } finally {
    for (const directory of directories) rmSync(directory, { recursive: true });
  }
}

async function benchFloor(directory: string, floor: readonly string[]): Promise<void> {
  const sides = { ours: `orch tasks -d ${directory}`, native: "floor value" };
  const measured = await measureWarm(sides, { ...warm, plugins: [pluginFile, ...floor] });
  report("all of 10,000", "the engine's floor, array form", measured, { times: 1.25 });
}

async function benchRust(directory: string, rust: string): Promise<void> {
  const plugins = [pluginFile, rust];
  const all = { ours: `orch tasks -d ${directory}`, native: `orchr tasks --data-dir ${directory}` };
  const page = { ours: `${all.ours} ${pending}`, native: `${all.native} ${pending}` };
  for (const { ours, native } of [all, page]) {
    const same = await nuValue(`(${ours}) == (${native})`, { plugins });
    if (same !== true) throw new Error(`"${ours}" and "${native}" answer differently`);
  }
  report("all of 10,000", "the Rust plugin", await measureWarm(all, { ...warm, plugins }), { faster: 2.5 });
  report(`${pending} of 10,000`, "the Rust plugin", await measureWarm(page, { ...warm, plugins }), { faster: 25 });
}

/** What filters and columns cost that read no file, beside the listing of everything. */
async function benchViews(directory: string): Promise<void> {
  const native = `orch tasks -d ${directory}`;
  const views = ["--ready", "--blocked", "--ended-from 1day", "--columns [id name status started_at]"];
  for (const flags of views) {
    const measured = await measureWarm({ ours: `${native} ${flags}`, native }, warm);
    report(`${flags} of 10,000`, "all of 10,000", measured, { times: 1.25 });
  }
  const lists = await measureWarm({ ours: `${native} --columns [id name status blocked_by]`, native }, warm);
  report("--columns [id name status blocked_by] of 10,000", "all of 10,000", lists, { times: 1.5 });
}

async function benchSizes(small: string, large: string): Promise<void> {
  const sides = { ours: `orch tasks -d ${large} ${pending}`, native: `orch tasks -d ${small} ${pending}` };
  report(`${pending} of 100,000`, "itself at 10,000", await measureWarm(sides, warm), { times: 3 });
}

async function benchFirst(directory: string, rust: string | undefined): Promise<void> {
  const ours = `orch tasks -d ${directory}`;
  const opened = `ls ${directory}/tasks | par-each {|file| open $file.name }`;
  const native = `${opened} | select id status created_at priority | sort-by created_at | sort-by priority --reverse`;
  const work = "first call, all of 10,000";
  report(work, "native par-each", await measureFirst({ ours, native }, firstCalls), { faster: 5 });
  if (rust === undefined) return;
  const sides = { ours, native: `orchr tasks --data-dir ${directory}` };
  report(work, "the Rust plugin", await measureFirst(sides, firstCalls, [pluginFile, rust]), { times: 1.4 });
}

/** Each run changes another file in place, so that its task moves in the order. */
async function benchChange(directory: string): Promise<void> {
  const page = `orch tasks -d ${directory} --limit 10`;
  const prepare = `
    let file = $"${directory}/tasks/task-($run * 787 | fill --alignment right --character '0' --width 6).json"
    let changed = open $file | update priority {|task| ($task.priority + 37) mod 100 }
    $changed | save --force $file`;
  const measured = await measureWarm({ ours: page, native: page }, { ...warm, prepare });
  report("one file of 100,000 changed, --limit 10", "unchanged", measured, { times: 2 });
}

/** Past 50,000 rows the answer is a stream, of which a reader pays for what it takes. */
async function benchStream(directory: string): Promise<void> {
  const all = `orch tasks -d ${directory}`;
  const measured = await measureWarm({ ours: `${all} | first 3`, native: all }, { runs: 15, warmUps: 3 });
  report("all of 100,000, first 3 of them", "all of 100,000", measured, { times: 0.25 });
}

/** What the plugin's process holds once it has read the tasks and answered a few calls. */
async function benchMemory(directory: string): Promise<void> {
  const page = `orch tasks -d ${directory} ${pending}`;
  const process = "(plugin list | where name == orchestrator | get pid.0)";
  const script = `for _ in 1..10 { ${page} | ignore }; let pid = ${process}; ps | where pid == $pid | get mem.0 | into int`;
  const bytes = Number(await nuValue(script, { plugins: [pluginFile] }));
  const isMet = bytes < 150e6;
  console.log(
    `| resident with 100,000 tasks indexed | | | | ${Math.round(bytes / 1e6)} MB | below 150 MB | ${met(isMet)} |`,
  );
}

function report(work: string, against: string, { ours, native, faster }: Measured, bound: Bound): void {
  const [measured, limit, isMet] =
    "times" in bound
      ? [`${(1 / faster).toFixed(2)} × its time`, `at most ${bound.times} ×`, 1 / faster <= bound.times]
      : [`${faster.toFixed(2)} × faster`, `${bound.faster} × faster`, faster >= bound.faster];
  const cells = [work, against, ours.toFixed(2), native.toFixed(2), measured, limit, met(isMet)];
  console.log(`| ${cells.join(" | ")} |`);
}

function met(isMet: boolean): string {
  return isMet ? "met" : "not met";
}
