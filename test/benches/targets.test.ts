import { expect, it } from "vitest";
import type { Group } from "../../benches/bench.ts";
import { targetsOf } from "../../benches/report/targets.ts";
import type { Results } from "../../benches/results.ts";
import { summarize } from "../../benches/summary.ts";

function rowsOf(...groups: Partial<Group>[]): string[][] {
  const whole = groups.map((group): Group =>
    Object.assign({ question: "q", work: "`it`", unit: "ms", sides: {}, id: "" } as const, group),
  );
  const table = targetsOf({ groups: whole.map(summarize) } as unknown as Results);
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => line.slice(2, -2).split(" | "));
}

const status = { id: "status", when: "warm", sides: { plugin: [4], "REST server": [8] } } as const;

it("tells of each of the plan's targets whether it is reached, and why not [bench-targets]", () => {
  expect(rowsOf(status)).toEqual([
    [
      "`it`",
      "warm",
      "4.00 ms",
      "below 5 ms: reached",
      "2.00 ×, of 10: **not reached**",
      "12.5 ×, of 10: reached",
      "With the server here it takes 8.00 ms, with the plan's some 50 ms.",
    ],
  ]);
  // As the plan writes it: < 5ms, and 10x.
  const [exact] = rowsOf({ ...status, sides: { plugin: [5], "REST server": [50] } });
  expect(exact?.slice(3, 6)).toEqual([
    "below 5 ms: **not reached**",
    "10.0 ×, of 10: reached",
    "10.0 ×, of 10: reached",
  ]);
});

it("has a row for each call that was measured, and none for others [bench-targets]", () => {
  const first = { ...status, when: "first" } as const;
  const other = { ...status, id: "tasks-change" } as const;
  const size = { id: "tasks-all", size: 1000, when: "warm", sides: { plugin: [4] } } as const;
  expect(rowsOf(first, size, other, status, { ...size, size: 7 }).map((cells) => cells.slice(0, 2))).toEqual([
    ["`it`", "warm"],
    ["`it`", "first"],
    ["`it`, 1,000 files", "warm"],
  ]);
});

it("says what the time goes to by what the other sides took [bench-targets]", () => {
  const sides = { plugin: [30], "Rust plugin": [90] };
  const listing = { id: "tasks-all", size: 10_000 } as const;
  const warm = { ...listing, when: "warm", sides: { ...sides, "engine's floor": [25] } } as const;
  const first = { ...listing, when: "first", sides } as const;
  const kcl = { id: "validate-kcl", when: "first", sides: { plugin: [130], "fresh Python": [110] } } as const;
  const cold = { id: "status", when: "cold", sides: { plugin: [75], "Nushell, nothing called": [19] } } as const;
  const reasons = rowsOf(warm, first, kcl, cold).map((cells) => cells[6]);
  expect(reasons).toEqual([
    "Nushell and Node are started: a `nu -c` takes 19.0 ms without any call, and 75.0 ms with `orch status`.",
    "Nushell takes 25.0 ms for any plugin's answer of so many rows.",
    "All files are read, for which the Rust plugin takes 90.0 ms.",
    "By itself, fresh Python takes 110 ms.",
  ]);
  const routes = rowsOf(kcl).map((cells) => cells[4]);
  expect(routes).toEqual(["no route does this"]);
});
