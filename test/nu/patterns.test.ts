import { spawn } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { childrenOf, isAlive, processorTimeOf } from "../support/alive.ts";
import { cleanEnvironment, nuBinary, nuError, nuValue, pluginFile } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

/** A queue whose tasks belong to workflows of such names. */
function queueOf(workflows: readonly string[]): string {
  const tasks = workflows.map((workflow, index) => [
    `tasks/${index}.json`,
    { id: `${index}`, status: "pending", workflow },
  ]);
  return temporaryDirectory(Object.fromEntries(tasks));
}

const hostile = [
  "deploy".repeat(200_000),
  "a".repeat(3000),
  "a".repeat(60),
  "a/".repeat(100_000),
  "😀".repeat(50_000),
  `${"ab".repeat(500_000)}.k`,
];

it.each([
  ["*deploy*.k", []],
  ["*a*a*.k", ["5"]],
  ["*a*a*a*a*a*a*a*a*b", ["5"]],
  [`${"*a".repeat(500)}*c?`, []],
  [`${"*?".repeat(500)}[!a-z😀/]`, []],
  [`${"**/a/".repeat(50)}b`, []],
  ["{*a,*b}{*a,*b}{*a,*b}{*a,*b}{*a,*b}{*a,*b}c", []],
  ["*b*a*[.]?", ["5"]],
])("finds workflows by a pattern whatever their names, case %# [pattern-linear]", async (pattern, ids) => {
  const tasks = `orch tasks -d ${queueOf(hostile)} --workflow '${pattern}'`;
  expect(await nuValue(`try { ${tasks} | get id } catch { [] }`)).toEqual(ids);
});

it("compares no long names with each other to tell which is near [names-linear]", async () => {
  const long = "ab".repeat(700_000);
  const dir = temporaryDirectory({
    "tasks/a.json": { id: long, status: `${long}x` },
    "checkpoints/a.json": { workflow_id: long, step: 1 },
  });
  const wanted = `("ba" | fill --width 700000 --character ba | str substring 0..700000)`;
  expect(await nuError(`orch task ${wanted} -d ${dir}`)).toMatch(/orch::unknown_task/);
  expect(await nuError(`orch tasks --status ${wanted} -d ${dir}`)).toMatch(/orch::unknown_status/);
  expect(await nuError(`orch checkpoints ${wanted} -d ${dir}`)).toMatch(/orch::unknown_workflow/);
});

it.each(["/tmp/{1..3000000}", "{a,b,c,d}".repeat(10), "{{a,b},{c,{d,e}}}".repeat(9), "*".repeat(20_000)])(
  "says which patterns are too large, and where they stand: case %# [pattern-limit]",
  async (pattern) => {
    for (const command of ["orch validate", "orch tasks -d", "orch tasks -d data/small --workflow"]) {
      expect(await nuError(`${command} '${pattern}'`)).toMatch(/orch::pattern_too_large.*is too large/);
    }
  },
);

it("says how large a pattern may be [pattern-limit]", async () => {
  expect(await nuError("orch validate '/tmp/{1..3000000}'")).toMatch(/at most 10000 characters, with each/);
});

it("says what patterns do not have, and what to write [pattern-foreign]", async () => {
  expect(await nuError("orch tasks -d data/small --workflow '!(a|b)'")).toMatch(
    /orch::bad_pattern.*Patterns cannot have !\(\.\.\.\) here.*given here.*Write \{a,b\} for a choice/,
  );
});

/** A nu that runs a script, and the process of its plugin as soon as that has begun. */
async function shellWithPlugin(script: string) {
  const shell = spawn(nuBinary(), ["-n", "--plugins", JSON.stringify([pluginFile]), "-c", script], {
    env: cleanEnvironment(),
    stdio: "ignore",
  });
  const id = shell.pid ?? 0;
  let plugin = 0;
  onTestFinished(() => {
    shell.kill("SIGKILL");
    if (isAlive(plugin)) process.kill(plugin, "SIGKILL");
  });
  await expect.poll(() => (plugin = childOf(id)), { timeout: 10_000 }).toBeGreaterThan(0);
  return { shell, plugin };
}

function childOf(id: number): number {
  return childrenOf(id)[0] ?? 0;
}

it.each([
  (dir: string) => `orch tasks -d ${dir} --workflow '*deploy*.k'`,
  (dir: string) => `orch stats -d ${dir} --workflow '*a*a*a*a*a*.k'`,
  () => "orch validate '/**/*.none'",
  () => "orch tasks -d '/**/**/none'",
])("leaves nothing behind when the shell is killed: case %# [walk-ends]", async (script) => {
  const { shell, plugin } = await shellWithPlugin(`loop { try { ${script(queueOf(hostile))} | length } }`);
  await expect.poll(() => processorTimeOf(plugin), { timeout: 10_000 }).toBeGreaterThan(60);
  shell.kill("SIGKILL");
  await expect.poll(() => isAlive(plugin), { timeout: 10_000 }).toBe(false);
});

it("ends a search at Ctrl-C, though the plugin goes on [walk-ends]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(
    `orch tasks -d data/small | length; print $"pid (plugin list | get 0.pid)."; orch validate '/**/*.none'\r`,
  );
  await terminal.shows(/pid \d+\./);
  const plugin = Number(/pid (\d+)\./.exec(terminal.screen())?.[1]);
  const before = processorTimeOf(plugin);
  await expect.poll(() => processorTimeOf(plugin), { timeout: 10_000 }).toBeGreaterThan(before + 20);
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
  await expect.poll(() => isIdle(plugin), { timeout: 10_000, interval: 500 }).toBe(true);
  expect(isAlive(plugin)).toBe(true);
});

/** Whether a process uses less than a tenth of a processor. */
async function isIdle(id: number): Promise<boolean> {
  const before = processorTimeOf(id);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return processorTimeOf(id) - before < 5;
}

it("says what takes no pattern [pattern-one]", async () => {
  expect(await nuError("orch checkpoints --dir '/none/*'")).toMatch(/--dir takes one directory, not a pattern/);
});
