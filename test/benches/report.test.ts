import { expect, it } from "vitest";
import type { Group, Question } from "../../benches/bench.ts";
import { answersOf } from "../../benches/report/answers.ts";
import { chartOf } from "../../benches/report/chart.ts";
import { comparisonOf } from "../../benches/report/compare.ts";
import { numberText, ratioText, tableOf, wideGroups } from "../../benches/report/table.ts";
import type { Results } from "../../benches/results.ts";
import { summarize } from "../../benches/summary.ts";

const fast: Question = { text: "Is it <fast>?", sizes: "files", chart: "sides", note: "Beside others." };
const grows: Question = { text: "Does it grow?", sizes: "files", chart: "growth" };
const listing = { id: "list", question: "fast", work: "`orch tasks`", size: 10_000, when: "warm", unit: "ms" } as const;
const targets = [{ atMost: 40 }, { against: "Rust plugin", atMost: 0.4 }, { against: "engine's floor", atMost: 1.25 }];
const sides = { plugin: [30, 31, 29], "Rust plugin": [90, 93, 87], "engine's floor": [20, 62, 29] };
const memory = { id: "memory", question: "grows", work: "at rest", unit: "MB" } as const;

function resultsWith(groups: readonly Group[]): Results {
  const versions = { Node: "26.12.1", Nushell: "0.115.1" };
  const machine = { cpu: "Some CPU", cores: 2, memoryGb: 8, kernel: "Linux 6.18", load: 0.1, versions };
  return {
    machine: { ...machine, commit: "c2851a8", date: "2026-11-27" },
    isQuick: false,
    missing: { "REST server": "its port is taken" },
    failed: {},
    seconds: { queue: 200, sdk: 160 },
    questions: { fast, grows },
    groups: groups.map(summarize),
  };
}

const results = resultsWith([
  { ...listing, sides, targets },
  { ...memory, size: 100, sides: { plugin: [50] } },
  { ...memory, size: 100_000, sides: { plugin: [140] } },
]);
const [first] = results.groups;

it("prints a row for each side, compared with the first, and whether a target is reached [bench-table]", () => {
  expect(tableOf(fast, first === undefined ? [] : [first])).toBe(
    `
| work | files | call | by | median | quartiles | plugin | asked |
| --- | ---: | --- | --- | ---: | --- | --- | --- |
| \`orch tasks\` | 10,000 | warm | plugin | 30.0 ms | 29.5–30.5 |  | at most 40.0 ms: met |
|  |  |  | Rust plugin | 90.0 ms | 88.5–91.5 | 3.00 × faster | 2.50 × faster: met |
|  |  |  | engine's floor | 29.0 ms | 24.5–45.5 | 1.00 × its time (wide) | 1.25 × its time: met |
    `.trim(),
  );
});

it("leaves out columns that no row has [bench-table]", () => {
  expect(tableOf(grows, results.groups.slice(1, 2)).split("\n")[0]).toBe("| work | files | by | median | quartiles |");
});

it("names what spreads widely [bench-spread]", () => {
  expect(wideGroups(results)).toEqual(["`orch tasks`, 10,000 files, warm: engine's floor"]);
});

it("writes numbers with the digits that say something, and ratios in words [bench-table]", () => {
  expect([12_345.6, 123.4, 12.34, 1.234, 0.1234, 0.001].map(numberText)).toEqual([
    "12,346",
    "123",
    "12.3",
    "1.23",
    "0.12",
    "0.001",
  ]);
  expect([0.25, 1, 1.5].map((ratio) => ratioText(ratio, "ms"))).toEqual([
    "4.00 × faster",
    "1.00 × its time",
    "1.50 × its time",
  ]);
  expect([0.25, 1.5].map((ratio) => ratioText(ratio, "MB"))).toEqual(["4.00 × less", "1.50 × as much"]);
});

it("tells the machine, what is missing and each question with its chart [bench-answers]", () => {
  const text = answersOf(results);
  expect(text).toContain(
    "Measured on 2026-11-27 at commit c2851a8, on 2 cores of Some CPU with 8 GB, Linux 6.18, load 0.1 at the start. " +
      "Versions: Node 26.12.1, Nushell 0.115.1. It took 6 minutes.",
  );
  expect(text).toContain("Not measured: REST server, as its port is taken.");
  expect(text).toContain("### Does it grow?\n\n![Does it grow?](results/grows.svg)\n\n<details>");
  expect(text).toContain("25 % of the median apart.\n\n- `orch tasks`, 10,000 files, warm: engine's floor");
});

it("draws each side of each work, as text on light and dark pages [bench-chart]", () => {
  const chart = chartOf(fast, results.groups.slice(0, 1));
  const texts = [...chart.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);
  expect(texts).toEqual(
    expect.arrayContaining(["plugin", "Rust plugin", "engine's floor", "ms, logarithmic", "30", "100"]),
  );
  expect(texts).toContain("orch tasks, 10,000 files, warm");
  expect(chart).toContain("<title>Is it &lt;fast&gt;?</title>");
  expect(chart).toContain("prefers-color-scheme: dark");
  // One of each in the legend, and one in the row.
  expect(chart.match(/<circle /g)).toHaveLength(6);
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

it("draws growth as a line over the sizes, in their order [bench-chart]", () => {
  const chart = chartOf(grows, results.groups.slice(1).toReversed());
  const [, line = ""] = /<polyline points="([^"]*)"/.exec(chart) ?? [];
  const [from = [], to = []] = line.split(" ").map((point) => point.split(",").map(Number));
  expect(from[0]).toBeLessThan(to[0] ?? 0);
  expect(from[1]).toBeGreaterThan(to[1] ?? Infinity);
  expect(chart).toContain(">files, logarithmic</text>");
  expect(chart).toContain(">100,000</text>");
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

it("says of each ratio whether it has changed beyond the spread [bench-compare]", () => {
  const slower = { ...sides, plugin: [60, 62, 58] };
  const other = { ...listing, id: "page", sides: { plugin: [1] } };
  const after = resultsWith([{ ...listing, sides: slower }, { ...memory, size: 100, sides: { plugin: [50] } }, other]);
  expect(comparisonOf(results, after)).toBe(
    `
| work | was | is | takes now | the change is |
| --- | --- | --- | --- | --- |
| \`orch tasks\`, 10,000 files, warm, against Rust plugin | 3.00 × faster | 1.50 × faster | 200 % | **beyond the spread** |
| \`orch tasks\`, 10,000 files, warm, against engine's floor | 1.00 × its time | 2.00 × its time | 200 % | **beyond the spread** |
| at rest, 100 files | 50.0 MB | 50.0 MB | 100 % | within it |

1 more were measured only now, and 1 only then.
    `.trim(),
  );
});

it("says of another machine and of quick runs how little a comparison says [bench-compare]", () => {
  const elsewhere = { ...results, isQuick: true, machine: { ...results.machine, cores: 8 } };
  const text = comparisonOf(elsewhere, results);
  expect(text).toContain("That was on another machine, 8 cores of Some CPU: only ratios say something.");
  expect(text).toContain("One of the runs was quick");
});
