import { expect, it } from "vitest";
import type { Bench, Group } from "../../benches/bench.ts";
import { measureInTurn, timeOf } from "../../benches/measure.ts";
import { collect } from "../../benches/results.ts";
import { quartiles, isWide, reached, summarize } from "../../benches/summary.ts";

const group = { id: "list", question: "fast", work: "list", size: 10, when: "warm", unit: "ms" } as const;

it("gives medians and quartiles, between two runs where none is in the middle [bench-summary]", () => {
  expect(quartiles([5])).toEqual({ median: 5, q1: 5, q3: 5 });
  expect(quartiles([4, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 3.25 });
  expect(quartiles([10, 9, 1, 2, 5])).toEqual({ median: 5, q1: 2, q3: 9 });
});

it("compares neighbouring runs of each side with the first, not medians [bench-summary]", () => {
  // The machine halves its speed after two runs: both medians say little, the ratio stays.
  const sides = { plugin: [1, 1, 2, 2, 2], "Nushell alone": [4, 4, 8, 8, 8], floor: [0.5, 0.5, 1, 1, 4] };
  const { sides: summaries, ...rest } = summarize({ ...group, sides });
  expect(rest).toEqual(group);
  expect(summaries).toEqual([
    { name: "plugin", runs: 5, median: 2, q1: 1, q3: 2 },
    { name: "Nushell alone", runs: 5, median: 8, q1: 4, q3: 8, ratio: { median: 0.25, q1: 0.25, q3: 0.25 } },
    { name: "floor", runs: 5, median: 1, q1: 0.5, q3: 1, ratio: { median: 2, q1: 2, q3: 2 } },
  ]);
});

it("refuses sides that were not measured in turn [bench-summary]", () => {
  const sides = { plugin: [1, 2], Rust: [1] };
  expect(() => summarize({ ...group, sides })).toThrow('the side "Rust" has not as many samples as the first');
  expect(() => summarize({ ...group, sides: { plugin: [] } })).toThrow('the side "plugin" has no samples');
});

it("warns where what is compared spreads over more than a quarter of its median [bench-spread]", () => {
  const { sides } = summarize({
    ...group,
    sides: { plugin: [10, 20, 30, 40, 50], same: [10, 20, 30, 40, 50], other: [10, 10, 10, 10, 10] },
  });
  // The time spreads as the machine does; the ratio to a side that drifts with it does not.
  expect(sides.map(isWide)).toEqual([true, false, true]);
  const narrow = summarize({ ...group, sides: { plugin: [100, 110, 120, 125, 130] } });
  expect(narrow.sides.map(isWide)).toEqual([false]);
  expect(summarize({ ...group, sides: { plugin: [1, 9] } }).sides.map(isWide)).toEqual([false]);
});

it("says of a target whether the first side reaches it, and nothing where the other side is missing [bench-summary]", () => {
  const summary = summarize({ ...group, sides: { plugin: [4], Rust: [8] } });
  expect(reached(summary, { against: "Rust", atMost: 0.5 })).toBe(true);
  expect(reached(summary, { against: "Rust", atMost: 0.4 })).toBe(false);
  expect(reached(summary, { atMost: 4 })).toBe(true);
  expect(reached(summary, { atMost: 3.9 })).toBe(false);
  expect(reached(summary, { against: "REST server", atMost: 1 })).toBeUndefined();
});

it("measures any number of sides in turn, and leaves out the runs that warm them up [bench-turns]", async () => {
  const order: string[] = [];
  const side = (name: string) => () => order.push(name);
  expect(await measureInTurn({ a: side("a"), b: side("b"), c: side("c") }, { runs: 2, warmUps: 1 })).toEqual({
    a: [4, 7],
    b: [5, 8],
    c: [6, 9],
  });
  expect(order.join("")).toBe("abcabcabc");
  expect(await timeOf(() => new Promise((resolve) => setTimeout(resolve, 5)))).toBeGreaterThan(3);
});

const questions = { fast: { text: "Is it fast?", chart: "sides" } } as const;

it("goes on after a bench that fails, and says which, and what is missing [bench-run]", async () => {
  const whole: Bench = {
    name: "whole",
    questions,
    async *run(context) {
      context.missing("Rust plugin", "there is no cargo");
      context.version("Nickel", "1.18.0");
      yield { ...group, sides: { plugin: Array.from({ length: context.runs(100) }, () => context.of(1, 2)) } };
    },
  };
  const broken: Bench = {
    name: "broken",
    questions,
    async *run() {
      yield { ...group, id: "half", sides: { plugin: [1] } };
      throw new Error("no such command");
    },
  };
  const seen: string[] = [];
  const results = await collect([broken, whole], true, ({ id }, { text }) => seen.push(`${id}: ${text}`));
  expect(seen).toEqual(["half: Is it fast?", "list: Is it fast?"]);
  expect(results.groups.map(({ id, sides }) => [id, sides[0]?.runs, sides[0]?.median])).toEqual([
    ["half", 1, 1],
    ["list", 2, 2],
  ]);
  expect(results.failed).toEqual({ broken: expect.stringContaining("no such command") });
  expect(results.missing).toEqual({ "Rust plugin": "there is no cargo" });
  expect(results.machine.versions).toMatchObject({ Node: process.versions.node, Nickel: "1.18.0" });
});

it("takes for a failure a group that belongs to no question of its bench, or that was measured before [bench-run]", async () => {
  const stray: Group = { ...group, question: "small", sides: { plugin: [1] } };
  const known: Group = { ...group, sides: { plugin: [1] } };
  const benchOf = (name: string, given: readonly Group[]): Bench => ({
    name,
    questions,
    async *run() {
      yield* given;
    },
  });
  const { failed, groups } = await collect(
    [benchOf("stray", [stray]), benchOf("twice", [known, known])],
    true,
    () => {},
  );
  expect(failed["stray"]).toContain('it does not ask "small"');
  expect(failed["twice"]).toContain('it measures "list, 10, warm" twice');
  expect(groups).toHaveLength(1);
});
