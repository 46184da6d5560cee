// Gone once no bench is left that knows two sides only.
import { nu, pluginFile } from "../test/support/nu.ts";

/** One thing done in two ways. */
export interface Sides {
  readonly ours: string;
  readonly native: string;
}

/** Medians in milliseconds, and how many times faster ours is: the median of the ratios of neighbouring runs. */
export interface Measured {
  readonly ours: number;
  readonly native: number;
  readonly faster: number;
}

export interface WarmOptions {
  readonly runs: number;
  /** Runs of each side before those that count; one if not given. */
  readonly warmUps?: number;
  readonly plugins?: readonly string[];
  /** What is done before each run of ours and not timed; `$run` counts from 1. */
  readonly prepare?: string;
}

/** Times both sides inside one nu, in turn. */
export async function measureWarm({ ours, native }: Sides, options: WarmOptions): Promise<Measured> {
  const { runs, warmUps = 1, plugins, prepare = "" } = options;
  const script = `
    for _ in 1..${warmUps} { ${ours} | ignore; ${native} | ignore }
    1..${runs} | each {|run|
      ${prepare}
      {ours: (timeit { ${ours} | ignore }), native: (timeit { ${native} | ignore })}
    } | to json --raw`;
  return summarize(JSON.parse(await run(script, plugins)));
}

async function run(script: string, plugins: readonly string[] = [pluginFile]): Promise<string> {
  const { stdout, stderr, code } = await nu(script, { plugins });
  if (code !== 0) throw new Error(`nu failed with ${code}: ${stderr}`);
  return stdout;
}

/** Takes nanoseconds in pairs of runs that neighboured each other, so that a machine's drift meets both sides. */
export function summarize(measured: unknown): Measured {
  if (!Array.isArray(measured)) throw new TypeError("no list of pairs");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the scripts above print.
  const pairs = measured as { ours: number; native: number }[];
  return {
    ours: median(pairs.map(({ ours }) => ours)) / 1e6,
    native: median(pairs.map(({ native }) => native)) / 1e6,
    faster: median(pairs.map(({ ours, native }) => native / ours)),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
