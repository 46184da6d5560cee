import { once } from "node:events";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const bench = (...args: readonly string[]) => typed("run", ...args);

function typed(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", `benches/${script}.ts`, ...args], {
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

it(
  "says before it measures anything what is wrong with what was typed, without a stack [bench-arguments]",
  { timeout: 60_000 },
  () => {
    const nowhere = join(temporaryDirectory(), "nowhere", "results.json");
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/^Unknown option '--fast'[^]*npm run bench -- \[BENCH ...\]/, "run", "--fast"],
      [/^--files takes a number of files, but got "many"\n$/, "run", "workflow", "--files", "many"],
      [/^The results cannot be written: ENOENT.*\n$/, "run", "workflow", "--json", nowhere],
      [/^These are no results of a run: package.json tells of no machine.*\n$/, "run", "--against", "package.json"],
      [/^--minutes takes how many minutes it may last, such as 1, but got "0"\n$/, "soak", "--minutes", "0"],
      [/^Option '--minutes' argument is ambiguous[^]*npm run soak/, "soak", "--minutes", "-1"],
    ];
    for (const [message, script = "", ...args] of wrong) {
      expect(typed(script, ...args)).toEqual({ status: 1, stdout: "", stderr: expect.stringMatching(message) });
    }
    expect(bench("--help")).toEqual({
      status: 0,
      stdout: expect.stringContaining("workflow; without a name"),
      stderr: "",
    });
    expect(typed("soak", "-h")).toEqual({ status: 0, stdout: expect.stringContaining("--minutes N"), stderr: "" });
  },
);

it("leaves no files and no process where Ctrl-C ends it [bench-interrupted]", { timeout: 120_000 }, async () => {
  const cwd = temporaryDirectory();
  const arrivals = [
    ["soak", "kinds of calls"],
    ["run", "measured: `orch status`", "warm", "--quick"],
  ];
  for (const [script = "", arrival = "", ...args] of arrivals) {
    // Node keeps what tsx has compiled there too.
    const env = { ...process.env, TMPDIR: cwd, TSX_DISABLE_CACHE: "1" };
    const child = spawn(process.execPath, ["--import", "tsx", `benches/${script}.ts`, ...args], { cwd: root, env });
    const exited = once(child, "close");
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    await expect.poll(() => said, { timeout: 50_000 }).toContain(arrival);
    child.kill("SIGINT");
    // It is closed once no child of its has its stderr any more.
    await expect(exited).resolves.toEqual([130, null]);
    expect(readdirSync(cwd)).toEqual([]);
  }
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
