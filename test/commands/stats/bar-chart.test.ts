import * as fc from "fast-check";
import { expect, it } from "vitest";
import { painter } from "../../../src/commands/text/colors.ts";
import { barChart, type Bar } from "../../../src/commands/stats/bar-chart.ts";

const plain = painter(false);
const draw = (bars: readonly Omit<Bar, "failed">[], width: number) =>
  barChart(
    bars.map((bar) => ({ ...bar, failed: 0 })),
    width,
    plain,
  );

it("draws bars to an eighth of a column, the longest as wide as there is room [stats-chart]", () => {
  const bars = [
    { label: "pending", count: 40, share: 0.8 },
    { label: "failed", count: 9, share: 0.18 },
    { label: "odd", count: 1, share: 0.02 },
  ];
  expect(draw(bars, 40).split("\n")).toEqual([
    "pending 40  80.0 % █████████████████████",
    "failed   9  18.0 % ████▊",
    "odd      1   2.0 % ▌",
  ]);
  expect(draw([], 40)).toBe("");
});

it("paints what has failed of a bar, at least one column of it [stats-chart-failed]", () => {
  const bars = [
    { label: "a", count: 8, failed: 2, share: 0.8 },
    { label: "b", count: 800, failed: 1, share: 0.1 },
    { label: "c", count: 4, failed: 4, share: 0.1 },
    { label: "d", count: 4, failed: 0, share: 0.1 },
  ];
  const lines = barChart(bars, 35, painter(true)).split("\n");
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  expect(lines[0]).toBe(`a   8  80.0 % ${red("▎")}`);
  expect(lines[1]).toBe(`b 800  10.0 % ${red("█")}${"█".repeat(20)}`);
  expect(lines[2]).toBe(`c   4  10.0 % ${red("▏")}`);
  expect(lines[3]).toBe("d   4  10.0 % ▏");
});

it("shows that something was counted, however little of all [stats-chart]", () => {
  const bars = [
    { label: "a", count: 100_000, share: 1 },
    { label: "b", count: 1, share: 0 },
  ];
  expect(draw(bars, 60).split("\n")[1]).toBe("b      1   0.0 % ▏");
});

it("cuts labels that leave no room, and knows which characters are two columns wide [stats-chart]", () => {
  const bars = [
    { label: "a very long workflow's name", count: 1, share: 0.5 },
    { label: "部署集群", count: 1, share: 0.5 },
  ];
  expect(draw(bars, 40).split("\n")).toEqual([
    "a very long workfl… 1  50.0 % ██████████",
    "部署集群            1  50.0 % ██████████",
  ]);
});

it("is never wider than the terminal, which has room for a label of one and a bar of one [stats-chart]", () => {
  const bars = fc.array(
    fc.record({
      label: fc.string({ unit: "grapheme-ascii" }),
      count: fc.integer({ min: 1, max: 999 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(bars, fc.integer({ min: 15, max: 200 }), (given, width) => {
      for (const line of draw(given, width).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

it("draws 100 bars at most, and cuts their labels in a time that grows with their length [stats-chart-bound]", () => {
  const bars = Array.from({ length: 5000 }, (_, i) => ({ label: `${i}${"é".repeat(100_000)}`, count: 1, share: 0 }));
  const lines = draw(bars, 40).split("\n");
  expect(lines).toHaveLength(101);
  expect(lines[0]).toMatch(/^0é{17}… /);
  expect(lines.at(-1)).toBe("and 4900 more");
});
