import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

function bench(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "benches/run.ts", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

it("runs a bench quickly, keeps what it has measured, and compares with that [bench-run]", { timeout: 120_000 }, () => {
  const file = join(temporaryDirectory(), "results.json");
  const { status, stdout, stderr } = bench("workflow", "--quick", "--json", file);
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining("measured: check, 1,000 operations, warm"),
  });
  expect(stdout).toContain("A quick run, of two runs each");
  expect(stdout).toMatch(/\| check \| 1,000 \| warm \| plugin \| [\d.]+ ms \|/);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ isQuick: true, failed: {} });
  const compared = bench("--results", file, "--against", file);
  expect(compared).toMatchObject({ status: 0, stderr: "" });
  expect(compared.stdout).toMatch(/\| check, 1,000 operations, warm \| ([\d.]+ ms) \| \1 \| 100 % \| within it \|/);
});

it("says before it measures anything that a bench or a file is not there [bench-run]", { timeout: 60_000 }, () => {
  expect(bench("workflows")).toEqual({
    status: 1,
    stdout: "",
    stderr: expect.stringMatching(/^There is no bench "workflows", but .*workflow/),
  });
  const { status, stderr } = bench("workflow", "--against", "nowhere.json");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^These are no results of a run: ENOENT.*nowhere.json/),
  });
});
