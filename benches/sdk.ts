// How near the SDK comes to the least that a plugin can do, each pair of sides measured in turn in one run.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nuValue } from "../test/support/nu.ts";
import { bundlePlugins } from "./bundle-plugins.ts";
import { measureDecoding } from "./decoding.ts";
import { measureWarm, type Measured } from "./measure.ts";

/** The pairs measured in a real Nushell; the floor has nothing but bytes encoded before. */
const pairs = [
  { what: "100,000 rows streamed, asynchronous", ours: "sdk stream 100_000", native: "floor stream", bound: 1.3 },
  { what: "100,000 rows streamed, synchronous", ours: "sdk stream now 100_000", native: "floor stream", bound: 1.3 },
  { what: "10,000 rows in one value", ours: "sdk value", native: "floor value", bound: 1.25 },
  { what: "the same, dates checked before", ours: "sdk value checked", native: "floor value", bound: 1.25 },
];

export async function benchSdk(): Promise<void> {
  console.log("| what | SDK | floor | ratio | bound |");
  console.log("|---|---:|---:|---:|---:|");
  for (const megabytes of [1, 5, 10, 20]) {
    const { framed, decoded, typed } = measureDecoding(megabytes);
    console.log(row(`${megabytes} MB in, cut into messages; floor: one unpack`, framed));
    console.log(row(`${megabytes} MB in, cut and decoded`, decoded, 2));
    console.log(row(`${megabytes} MB in, cut, decoded and typed`, typed));
  }
  const directory = mkdtempSync(join(tmpdir(), "sdk-bench-"));
  try {
    const plugins = await bundlePlugins(directory, ["sdk", "floor"]);
    for (const { what, bound, ...sides } of pairs) {
      const isStream = sides.native === "floor stream";
      const measured = await measureWarm(sides, isStream ? { runs: 15, plugins } : { runs: 101, warmUps: 20, plugins });
      console.log(row(what, measured, bound));
    }
    console.log(`\n${await memory(plugins)}\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function row(what: string, { ours, native, faster }: Measured, bound?: number): string {
  return `| ${what} | ${ours.toFixed(1)} | ${native.toFixed(1)} | ${(1 / faster).toFixed(2)} | ${bound ?? ""} |`;
}

/** How much the plugin has had at most, after ever more rows: what a stream needs does not depend on its length. */
async function memory(plugins: readonly string[]): Promise<string> {
  const counts = [0, 100_000, 1_000_000, 2_000_000];
  const peaks = counts.map((count) => `do { sdk stream ${count} | ignore; sdk peak | first }`);
  const found = await nuValue(`[${peaks.map((peak) => `(${peak})`).join(" ")}]`, { plugins });
  if (!Array.isArray(found)) throw new TypeError("no list of peaks");
  const texts = counts.map((count, i) => `${Math.round(found[i] / 1e6)} MB after ${count.toLocaleString("en")} rows`);
  return `Peak memory of a plugin that streams: ${texts.join(", ")}.`;
}
