import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { childrenOf, commandLineOf, isAlive } from "../../../support/alive.ts";
import { evaluatorsPath } from "../../../support/evaluator-paths.ts";
import { describeEvaluator } from "../../../support/evaluators.ts";
import type { WorkflowOrigin } from "../../../../src/orchestrator/workflow/origin.ts";
import { scratchFile, scratchFolder, toolFolder } from "../scratch.ts";

/** A process of its own that checks a file or a text, as the plugin does, with its temporary files in TMPDIR. */
function checking(source: WorkflowOrigin, PATH: string, TMPDIR = tmpdir()): ChildProcess {
  const url = (name: string) =>
    JSON.stringify(new URL(`../../../../src/orchestrator/workflow/${name}.ts`, import.meta.url).href);
  const script = `Promise.all([import(${url("evaluators/evaluators")}), import(${url("validate")})]).then(([{ Evaluators }, { validateWorkflows }]) =>
    validateWorkflows(${JSON.stringify(source)}, { strict: false, evaluators: new Evaluators(), signal: new AbortController().signal,
      env: { PATH: ${JSON.stringify(PATH)} } })); process.stdin.on("data", () => process.exit())`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", script], {
    stdio: ["pipe", "inherit", "inherit"],
    env: { ...process.env, TMPDIR },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** The processes that a process has started, and those they have, once there are as many. */
async function descendants({ pid = 0 }: ChildProcess, program: RegExp): Promise<number[]> {
  const all = (id: number): number[] => childrenOf(id).flatMap((each) => [each].concat(all(each)));
  const found = () => all(pid).filter((id) => program.test(commandLineOf(id)));
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
      const plugin = checking({ kind: "file", path: scratchFile("wf.ncl", "") }, PATH);
      const ids = [...(await descendants(plugin, /bin\/nickel/)), ...(await descendants(plugin, /forked/))];
      const ended = new Promise((resolve) => plugin.once("exit", (_, by) => resolve(by)));
      plugin.kill(signal);
      expect(await ended).toBe(signal);
      await expect.poll(() => ids.filter(isAlive), ends).toEqual([]);
    },
  );
});

describe("the private file of a text", () => {
  const text = { kind: "text", text: "", language: "Nickel", path: "<input>", folder: "/" } as const;
  const settings = () => ({ kind: "file", path: scratchFile("wf.k", "") }) as const;

  it.each<[string, "nickel" | "kcl", () => WorkflowOrigin, number]>([
    ["a text in Nickel", "nickel", () => text, 1],
    ["what the kcl command gets", "kcl", settings, 2],
  ])("is removed when the plugin ends: %s [evaluator-private-file]", async (_, tool, source, files) => {
    const PATH = toolFolder(tool, "setInterval(() => {}, 1000)");
    for (const end of [
      (plugin: ChildProcess) => plugin.kill("SIGTERM"),
      (plugin: ChildProcess) => plugin.stdin?.write("x"),
    ]) {
      const temporary = scratchFolder("tmp");
      const plugin = checking(source(), PATH, temporary);
      await descendants(plugin, new RegExp(`bin/${tool}`));
      const folder = readdirSync(temporary).find((name) => name.startsWith("nu-orch-")) ?? "";
      expect(readdirSync(join(temporary, folder))).toHaveLength(files);
      const ended = new Promise((resolve) => plugin.once("exit", resolve));
      end(plugin);
      await ended;
      expect(readdirSync(temporary)).not.toContain(folder);
    }
  });
});

describeEvaluator("kcl_lib", "the resident Python", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)(
    "ends with the plugin, even in an evaluation without end: %s [evaluator-plugin-end]",
    async (signal) => {
      const path = scratchFile("wf.k", "a = sum([x * y for x in range(100000) for y in range(100000)])\n");
      const plugin = checking({ kind: "file", path }, evaluatorsPath);
      const ids = await descendants(plugin, /python/);
      // Until it evaluates: before that it would see for itself that nobody is there.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      plugin.kill(signal);
      await expect.poll(() => ids.filter(isAlive), ends).toEqual([]);
    },
  );
});
