import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { isAlive } from "../../support/alive.ts";
import { enginesPath } from "../../support/engine-paths.ts";
import { describeEngine } from "../../support/engines.ts";
import { scratchFile, toolFolder } from "./scratch.ts";

/** A process of its own that evaluates a file, as the plugin does. */
function evaluating(path: string, language: "KCL" | "Nickel", PATH: string): ChildProcess {
  const url = new URL("../../../src/orchestrator/workflow/engines.ts", import.meta.url).href;
  const script = `import(${JSON.stringify(url)}).then(({ Engines }) => new Engines().evaluate(
    ${JSON.stringify(path)}, "${language}", { env: { PATH: ${JSON.stringify(PATH)} }, signal: new AbortController().signal }))`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: "inherit" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** The processes that a process has started, and those they have, once there are as many. */
async function descendants({ pid = 0 }: ChildProcess, program: RegExp): Promise<number[]> {
  const childrenOf = (id: number): number[] => {
    try {
      const text = readFileSync(`/proc/${id}/task/${id}/children`, "utf8");
      return text
        .split(" ")
        .filter((each) => each.trim() !== "")
        .map(Number);
    } catch {
      return [];
    }
  };
  const all = (id: number): number[] => childrenOf(id).flatMap((each) => [each].concat(all(each)));
  const found = () => all(pid).filter((id) => program.test(readFileSync(`/proc/${id}/cmdline`, "utf8")));
  await expect.poll(found, { timeout: 15_000 }).not.toEqual([]);
  return found();
}

const ends = { timeout: 10_000 };

describe("what evaluates", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "ends with the plugin, and with it all that it started: %s [evaluator-plugin-end]",
    async (signal) => {
      const PATH = toolFolder(
        "nickel",
        `require("node:child_process").spawn(process.execPath, ["-e", "/* forked */ setInterval(() => {}, 1000)"]); setInterval(() => {}, 1000)`,
      );
      const plugin = evaluating(scratchFile("wf.ncl", ""), "Nickel", PATH);
      const ids = [...(await descendants(plugin, /bin\/nickel/)), ...(await descendants(plugin, /forked/))];
      const ended = new Promise((resolve) => plugin.once("exit", (_, by) => resolve(by)));
      plugin.kill(signal);
      expect(await ended).toBe(signal);
      await expect.poll(() => ids.filter(isAlive), ends).toEqual([]);
    },
  );
});

describeEngine("kcl_lib", "the resident Python", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)(
    "ends with the plugin, even in an evaluation without end: %s [evaluator-plugin-end]",
    async (signal) => {
      const path = scratchFile("wf.k", "a = sum([x * y for x in range(100000) for y in range(100000)])\n");
      const plugin = evaluating(path, "KCL", enginesPath);
      const ids = await descendants(plugin, /python/);
      // Until it evaluates: before that it would see for itself that nobody is there.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      plugin.kill(signal);
      await expect.poll(() => ids.filter(isAlive), ends).toEqual([]);
    },
  );
});
