// How times and memory grow with the number of files, and what each further file costs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginFile } from "../test/support/nu.ts";
import type { Bench, Context, Group, Question, Samples } from "./bench.ts";
import { bundlePlugins } from "./bundle-plugins.ts";
import { makeDataDir } from "./data-dir.ts";
import { measureFirst, measureMemory, measureWarm, type Calls } from "./measure.ts";
import { floor, having, large, plugin, rust, rustPlugin, startedBefore } from "./sides.ts";

const sizes = [100, 1000, 10_000, large];
// Below, what a call costs without any file hides what its files cost.
const steep = 1000;

/** What a table has a row of for each piece of work. */
const derived = {
  "growth-slope": {
    text: "How steep is that?",
    chart: "sides",
    note: "The slope of the line from 1,000 files on: 1 is in proportion to the files, 0.01 or less the same time for any number of them.",
  },
  "growth-each": {
    text: "How long does each further file take?",
    chart: "sides",
    note: "From 1,000 to 100,000 files.",
  },
  "growth-bytes": {
    text: "How much memory does each further file take?",
    chart: "sides",
    note: "From 1,000 to 100,000 files.",
  },
} as const satisfies Readonly<Record<string, Question>>;

export const growth: Bench = {
  name: "growth",
  questions: {
    "growth-time": {
      text: "How do the times of calls grow with the number of files?",
      sizes: "files",
      chart: "growth",
      note:
        "All rows, and a page of ten pending ones; *warm* and *first* as above. The floor's answers are of the same form, as one value " +
        "or, of 100,000 rows, as a stream.",
    },
    "growth-memory": {
      text: "How does the plugin's memory grow with the number of files?",
      sizes: "files",
      chart: "growth",
      note: "Of its process, after twenty calls for a page, with what garbage V8 has left by then; and the most that it held until then.",
    },
    ...derived,
  },
  async *run(context) {
    const measured: Group[] = [];
    for (const size of context.files === undefined ? context.of(sizes, [100, 1000]) : [context.files]) {
      for await (const group of measureSize(size, context)) {
        measured.push(group);
        yield group;
      }
    }
    yield* perFile(measured.filter(({ size = 0 }) => context.isQuick || size >= steep));
  },
};

async function* measureSize(size: number, context: Context): AsyncIterable<Group> {
  const bundles = mkdtempSync(join(tmpdir(), "orch-bench-plugins-"));
  const directory = makeDataDir(size);
  try {
    const floors = await bundlePlugins(bundles, ["floor"]);
    const rustFile = size > large ? undefined : rustPlugin(context);
    const plugins = [pluginFile, ...floors, ...(rustFile === undefined ? [] : [rustFile])];
    const tasks = (flags: string): Calls => sidesOf(directory, flags, rustFile !== undefined);
    const all = { id: "growth-all", question: "growth-time", work: "all", size, unit: "ms" } as const;
    const page = { ...all, id: "growth-page", work: "a page" };
    const flags = "--status pending --limit 10";
    const isLarge = size > 10_000;
    const often = { runs: context.runs(isLarge ? 5 : 31), warmUps: context.of(isLarge ? 2 : 20, 1), plugins };
    const once = { runs: context.runs(size > large ? 1 : isLarge ? 3 : 7), plugins };
    const floored = { ...tasks(""), ...floorOf(size) };
    yield { ...all, when: "warm", sides: await measureWarm(floored, often) };
    yield { ...page, when: "warm", sides: await measureWarm(tasks(flags), often) };
    yield { ...all, when: "first", sides: await measureFirst(tasks(""), once) };
    yield { ...page, when: "first", sides: await measureFirst(tasks(flags), once) };
    const script = `1..20 | each { orch tasks -d ${directory} ${flags} }`;
    const held = await measureMemory({ script }, { runs: once.runs });
    const memory = { question: "growth-memory", size, unit: "MB" } as const;
    yield { ...memory, id: "growth-rest", work: "between calls", sides: { [plugin]: held.atRest } };
    yield { ...memory, id: "growth-peak", work: "at most", sides: { [plugin]: held.peak } };
  } finally {
    for (const each of [bundles, directory]) rmSync(each, { recursive: true });
  }
}

function sidesOf(directory: string, flags: string, hasRust: boolean): Calls {
  const commands = having({
    [plugin]: `orch tasks -d ${directory} ${flags}`,
    [rust]: hasRust ? `orchr tasks --data-dir ${directory} ${flags}` : undefined,
  });
  return startedBefore(commands, { directory });
}

/** As many rows as there are files, in the form that the plugin has for so many; none for more than the floor has. */
function floorOf(size: number): Calls {
  if (size > large) return {};
  return { [floor]: { command: size === large ? "floor stream" : `floor value ${size}` } };
}

/** What the same work at several sizes tells of each file. */
function* perFile(groups: readonly Group[]): Generator<Group> {
  for (const first of groups.filter(({ size }) => size === groups[0]?.size)) {
    const same = groups.filter(({ id, when }) => id === first.id && when === first.when);
    const last = same.at(-1);
    if (last === undefined || last === first) continue;
    const { id, work, when = "warm", unit } = first;
    const each = (factor: number) =>
      compared(same, (points) => {
        const [[from, low], [to, high]] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
        return ((high - low) / (to - from)) * factor;
      });
    if (unit === "MB") {
      yield { id: `${id}-each`, question: "growth-bytes", work, unit: "B", sides: each(1e6) };
      continue;
    }
    // Each by itself, as no slope is a share of another.
    for (const [side, slopes] of Object.entries(compared(same, slopeOf))) {
      const sides = { [side]: slopes };
      yield { id: `${id}-slope ${side}`, question: "growth-slope", work, when, unit: "slope", sides };
    }
    // A page's time grows so little that what is left are the runs' own differences.
    if (id === "growth-page" && when === "warm") continue;
    yield { id: `${id}-each`, question: "growth-each", work, when, unit: "µs", sides: each(1e3) };
  }
}

/** What follows from the sizes and what each took, of each side and each run. */
function compared(
  groups: readonly Group[],
  of: (points: readonly (readonly [size: number, taken: number])[]) => number,
): Samples {
  const runs = Math.min(...groups.flatMap(({ sides }) => Object.values(sides).map(({ length }) => length)));
  const names = Object.keys(groups[0]?.sides ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      Array.from({ length: runs }, (_, run) =>
        of(groups.map(({ size = 0, sides }) => [size, sides[name]?.[run] ?? 0])),
      ),
    ]),
  );
}

/** The slope of the straight line that comes nearest to the points, where both axes are logarithmic. */
function slopeOf(points: readonly (readonly [size: number, taken: number])[]): number {
  const logs = points.map(([size, taken]) => [Math.log(size), Math.log(taken)] as const);
  const [x, y] = [mean(logs.map(([size]) => size)), mean(logs.map(([, taken]) => taken))];
  const products = logs.map(([size, taken]) => (size - x) * (taken - y));
  const slope = mean(products) / mean(logs.map(([size]) => (size - x) ** 2));
  // The chart's axis is logarithmic, and what does not grow may seem to fall.
  return Math.max(slope, 0.01);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
