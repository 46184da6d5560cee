import { expect, it } from "vitest";
import { filesOf, machineInFolder, run } from "./machine.ts";
import { installUpgradeRemove } from "./walk.ts";
import { ways } from "./ways.ts";

it(
  "is installed, called, upgraded and removed as the page says, where there is little on PATH [install-bare]",
  { timeout: 240_000 },
  async () => {
    const machine = machineInFolder();
    const before = filesOf(machine);
    // One machine for all, as each way leaves it as it was.
    for (const way of Object.values(ways())) expect(await installUpgradeRemove(machine, way)).toEqual(before);
  },
);

it("has no compiler and no Python on that PATH [install-bare]", () => {
  expect(run(machineInFolder(), "for each in gcc cc make python3 git; do command -v $each || true; done")).toBe("");
});
