import * as fc from "fast-check";
import { expect, it } from "vitest";
import { barChart } from "../../../src/commands/tasks/bar-chart.ts";

it("draws bars to an eighth of a column, the longest as wide as there is room [stats-chart]", () => {
  const bars = [
    { label: "pending", count: 40, share: 0.8 },
    { label: "failed", count: 9, share: 0.18 },
    { label: "odd", count: 1, share: 0.02 },
  ];
  expect(barChart(bars, 40).split("\n")).toEqual([
    "pending 40  80.0 % █████████████████████",
    "failed   9  18.0 % ████▊",
    "odd      1   2.0 % ▌",
  ]);
  expect(barChart([], 40)).toBe("");
});

it("shows that something was counted, however little of all [stats-chart]", () => {
  const bars = [
    { label: "a", count: 100_000, share: 1 },
    { label: "b", count: 1, share: 0 },
  ];
  expect(barChart(bars, 60).split("\n")[1]).toBe("b      1   0.0 % ▏");
});

it("cuts labels that leave no room, and knows which characters are two columns wide [stats-chart]", () => {
  const bars = [
    { label: "a very long workflow's name", count: 1, share: 0.5 },
    { label: "部署集群", count: 1, share: 0.5 },
  ];
  expect(barChart(bars, 40).split("\n")).toEqual([
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
      for (const line of barChart(given, width).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

it("draws 100 bars at most, and cuts their labels in a time that grows with their length [stats-chart-bound]", () => {
  const bars = Array.from({ length: 5000 }, (_, i) => ({ label: `${i}${"é".repeat(100_000)}`, count: 1, share: 0 }));
  const lines = barChart(bars, 40).split("\n");
  expect(lines).toHaveLength(101);
  expect(lines[0]).toMatch(/^0é{17}… /);
  expect(lines.at(-1)).toBe("and 4900 more");
});
