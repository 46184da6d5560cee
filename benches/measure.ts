// The ways to take samples: of several sides in turn, so that runs of the same index are neighbours and the machine's drift meets all.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openNu } from "nu-plugin/testing";
import { cleanEnvironment, nuBinary, pluginFile } from "../test/support/nu.ts";
import type { Samples } from "./bench.ts";

/** What one side calls in Nushell. */
export interface Call {
  readonly command: string;
  /** What is done before each of its calls and not timed; `$run` counts from 1. */
  readonly before?: string;
  /** For `measureFirst`: what starts its process and has it read nothing; without it the call itself is made once before. */
  readonly start?: string;
}

export type Calls = Readonly<Record<string, Call>>;

interface Options {
  readonly runs: number;
  /** This plugin if not given. */
  readonly plugins?: readonly string[];
}

/** Milliseconds of calls of processes that have answered the same before. All sides are called inside one nu. */
export async function measureWarm(
  calls: Calls,
  { runs, warmUps = 1, idle = 0, plugins }: Options & { readonly warmUps?: number; readonly idle?: number },
): Promise<Samples> {
  const pause = idle === 0 ? "" : `if $run > ${warmUps} { sleep ${idle}sec };`;
  const script = `1..${warmUps + runs} | each {|run| ${pause} ${timedInTurn(calls)} } | skip ${warmUps}`;
  return columnsOf(calls, await valueOf(script, plugins));
}

/** Milliseconds of the first call of a process that runs and has read nothing: a new nu with new plugins for each run. */
export async function measureFirst(calls: Calls, { runs, plugins }: Options): Promise<Samples> {
  const starts = Object.values(calls).map(({ command, start = command }) => `${start} | ignore`);
  const rows: unknown[] = [];
  for (let run = 1; run <= runs; run++) {
    rows.push(await valueOf(`let run = ${run}; ${starts.join("; ")}; ${timedInTurn(calls)}`, plugins));
  }
  return columnsOf(calls, rows);
}

/** What one side calls in a nu of its own. */
export interface ColdCall {
  readonly command: string;
  /** The files of the plugins that it has. */
  readonly plugins: readonly string[];
  /** The Node that runs them; the one on PATH if not given. */
  readonly node?: string;
  /** Whether Nushell has their commands in its registry, as users have them; true if not given. Else `--plugins` names them. */
  readonly isRegistered?: boolean;
}

/** Milliseconds of whole nu processes that start, load the side's plugins, call and end. */
export async function measureCold(calls: Readonly<Record<string, ColdCall>>, runs: number): Promise<Samples> {
  const directory = mkdtempSync(join(tmpdir(), "bench-cold-"));
  try {
    const sides: Record<string, () => Promise<number>> = {};
    for (const [name, { command, plugins, node, isRegistered = true }] of Object.entries(calls)) {
      const registry = join(directory, `${Object.keys(sides).length}.msgpackz`);
      if (isRegistered) {
        const add = `plugin add --plugin-config '${registry}' ${node === undefined ? "" : `--shell '${node}'`}`;
        for (const file of plugins) await valueOf(`${add} '${file}'`, []);
      }
      const load = isRegistered ? ["--plugin-config", registry] : ["--plugins", JSON.stringify(plugins)];
      sides[name] = () => timeNu([...load, "--commands", `${command} | ignore`]);
    }
    return await measureInTurn(sides, { runs });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whatever the sides' functions return, such as milliseconds of a process. */
export async function measureInTurn(
  sides: Readonly<Record<string, () => number | Promise<number>>>,
  { runs, warmUps = 1 }: { readonly runs: number; readonly warmUps?: number },
): Promise<Samples> {
  const samples = Object.entries(sides).map(([name, measure]) => ({ name, measure, taken: [] as number[] }));
  for (let run = 1 - warmUps; run <= runs; run++) {
    for (const { measure, taken } of samples) {
      const value = await measure();
      if (run > 0) taken.push(value);
    }
  }
  return Object.fromEntries(samples.map(({ name, taken }) => [name, taken]));
}

/** Milliseconds that a function of this process takes. */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * MB that a process holds after a script, and the most that it held until then. `pid` is an expression in the script's nu; if
 * not given, it is of the plugin that has this name in `plugin list`.
 */
export async function measureMemory(
  {
    script,
    plugin = "orchestrator",
    pid = `(plugin list | where name == '${plugin}' | get pid.0)`,
  }: { readonly script: string; readonly plugin?: string; readonly pid?: string },
  { runs, plugins }: Options,
): Promise<{ readonly atRest: readonly number[]; readonly peak: readonly number[] }> {
  const status = `open --raw $"/proc/(${pid})/status"`;
  const atRest: number[] = [];
  const peak: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const text = String(await valueOf(`${script} | ignore; ${status}`, plugins));
    atRest.push(megabytes(text, "VmRSS"));
    peak.push(megabytes(text, "VmHWM"));
  }
  return { atRest, peak };
}

function megabytes(status: string, key: string): number {
  const [, kibibytes] = new RegExp(`^${key}:\\s*(\\d+) kB`, "m").exec(status) ?? [];
  if (kibibytes === undefined) throw new Error(`no ${key} in the status of the plugin's process`);
  return (Number(kibibytes) * 1024) / 1e6;
}

/** An expression whose value is the list of the sides' durations. */
function timedInTurn(calls: Calls): string {
  const sides = Object.values(calls).map(({ command, before }, i) => {
    const timed = `let side${i} = (timeit { ${command} | ignore })`;
    return before === undefined ? timed : `${before}; ${timed}`;
  });
  return `${sides.join("; ")}; [${sides.map((_, i) => `$side${i}`).join(" ")}]`;
}

/** Turns rows of nanoseconds, one of each run, into milliseconds of each side. */
function columnsOf(calls: Calls, rows: unknown): Samples {
  if (!Array.isArray(rows)) throw new TypeError("no list of runs");
  return Object.fromEntries(Object.keys(calls).map((name, i) => [name, rows.map((row) => Number(row[i]) / 1e6)]));
}

/** The value of a script in a nu whose data is nothing of this machine's. */
export function valueOf(script: string, plugins: readonly string[] = [pluginFile]): Promise<unknown> {
  return openNu({ nu: nuBinary(), env: cleanEnvironment(), plugins, timeout: 600_000 }).value(script);
}

/** Milliseconds until a nu has ended; a plugin of its may end later. */
async function timeNu(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(nuBinary(), ["--no-std-lib", ...args], {
    env: cleanEnvironment(),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  const taken = performance.now() - start;
  if (code !== 0) throw new Error(`nu ${args.join(" ")} failed with ${code}`);
  // So that the end of this plugin takes no time from the next side.
  await sleep(50);
  return taken;
}
