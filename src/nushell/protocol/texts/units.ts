// Durations and filesizes as Nushell shows them.

/** A unit of filesizes; "metric" and "binary" choose the largest of their kind that gives at least 1. */
export type FilesizeUnit = "metric" | "binary" | (typeof metricUnits)[number] | (typeof binaryUnits)[number];

/** A unit of durations, by its sign. */
export type DurationUnit = (typeof durationUnits)[number][0] | "us";

/** What `$env.config.filesize` holds, with its defaults. */
export interface FilesizeFormat {
  /** By default "metric". */
  readonly unit?: FilesizeUnit;
  /** Whether the unit is shown, as it is by default. */
  readonly showUnit?: boolean;
  /** How many digits stand behind the point, by default 1. The rest is cut off. With null all do that are not 0. */
  readonly precision?: number | null;
}

const metricUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"] as const;
const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

export function filesizeText(
  bytes: bigint,
  { unit = "metric", showUnit = true, precision = 1 }: FilesizeFormat,
): string {
  const { name, size } = scaleOf(bytes, unit);
  const whole = bytes / size;
  const rest = (bytes < 0n ? -bytes : bytes) % size;
  return `${whole.toLocaleString("en")}${fraction(rest, size, precision)}${showUnit ? ` ${name}` : ""}`;
}

function scaleOf(bytes: bigint, unit: FilesizeUnit): { name: string; size: bigint } {
  const isMetric = unit === "metric" || metricUnits.some((name) => name === unit);
  const scales = isMetric
    ? metricUnits.map((name, i) => ({ name, size: 1000n ** BigInt(i) }))
    : binaryUnits.map((name, i) => ({ name, size: 1024n ** BigInt(i) }));
  const absolute = bytes < 0n ? -bytes : bytes;
  const scale =
    unit === "metric" || unit === "binary"
      ? scales.findLast(({ size }) => size <= absolute)
      : scales.find(({ name }) => name === unit);
  return scale ?? { name: "B", size: 1n };
}

/** The point and the digits behind it. */
function fraction(rest: bigint, size: bigint, precision: number | null): string {
  if (size === 1n || precision === 0 || (precision === null && rest === 0n)) return "";
  // No unit needs more than 60: the largest is 2^60 bytes.
  const places = precision ?? 60;
  const digits = ((rest * 10n ** BigInt(places)) / size).toString().padStart(places, "0");
  return `.${precision === null ? digits.replace(/0+$/, "") : digits}`;
}

const durationUnits = [
  ["wk", 604_800_000_000_000n],
  ["day", 86_400_000_000_000n],
  ["hr", 3_600_000_000_000n],
  ["min", 60_000_000_000n],
  ["sec", 1_000_000_000n],
  ["ms", 1_000_000n],
  ["µs", 1000n],
  ["ns", 1n],
] as const;

/** @param largest the largest unit that is used */
export function durationText(nanoseconds: bigint, largest: DurationUnit = "wk"): string {
  const first = durationUnits.findIndex(([sign]) => sign === (largest === "us" ? "µs" : largest));
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const parts: string[] = [];
  for (const [sign, size] of durationUnits.slice(first)) {
    if (rest >= size) parts.push(`${rest / size}${sign}`);
    rest %= size;
  }
  return `${nanoseconds < 0n ? "-" : ""}${parts.join(" ") || "0sec"}`;
}
