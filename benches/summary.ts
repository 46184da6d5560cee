import type { Group, Target } from "./bench.ts";

export interface Quartiles {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

export interface SideSummary extends Quartiles {
  readonly name: string;
  readonly runs: number;
  /** What the first side took of this one's time, or memory: of the ratios of neighbouring runs. The first itself has none. */
  readonly ratio?: Quartiles;
}

export interface GroupSummary extends Omit<Group, "sides"> {
  readonly sides: readonly SideSummary[];
}

/** Beyond this share of its median the distance between a quantity's quartiles is called wide. */
export const wideSpread = 0.25;

export function summarize({ sides, ...group }: Group): GroupSummary {
  const first = Object.values(sides)[0] ?? [];
  return { ...group, sides: Object.entries(sides).map(([name, samples], i) => summarizeSide(name, samples, i, first)) };
}

function summarizeSide(name: string, samples: readonly number[], i: number, first: readonly number[]): SideSummary {
  if (samples.length === 0) throw new Error(`the side "${name}" has no samples`);
  const summary = { name, runs: samples.length, ...quartiles(samples) };
  if (i === 0) return summary;
  if (samples.length !== first.length) throw new Error(`the side "${name}" has not as many samples as the first`);
  return { ...summary, ratio: quartiles(samples.map((sample, run) => (first[run] ?? Number.NaN) / sample)) };
}

/** Half of the values are between the quartiles; between two values they are interpolated. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (above - below) * (place % 1);
  };
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) };
}

/** Whether what is compared spreads so far that its median says little: the ratio, or what a side took that has none. */
export function isWide(side: SideSummary): boolean {
  const { median, q1, q3 } = side.ratio ?? side;
  return side.runs > 2 && (q3 - q1) / median > wideSpread;
}

/** What a target compares, and whether it is reached. */
export function reached({ sides }: GroupSummary, { against, atMost }: Target): boolean | undefined {
  if (against === undefined) return sides[0] === undefined ? undefined : sides[0].median <= atMost;
  const ratio = sides.find(({ name }) => name === against)?.ratio;
  return ratio === undefined ? undefined : ratio.median <= atMost;
}
