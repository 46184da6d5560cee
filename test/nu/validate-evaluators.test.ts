import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isAlive } from "../support/alive.ts";
import { evaluatorPath, evaluatorsPath } from "../support/evaluator-paths.ts";
import { describeEvaluator } from "../support/evaluators.ts";
import { cleanEnvironment, fixtures, nu, nuBinary, nuError, nuValue, pluginFile } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { toolFolder } from "../orchestrator/workflow/scratch.ts";
import { openTerminal } from "../support/terminal.ts";

// Set inside nu: the plugin's own PATH, which node is on, is another than the caller's.
const withEvaluators = `$env.PATH = ($env.PATH | append ('${evaluatorsPath}' | split row :))`;
const endless = "a = sum([x * y for x in range(100000) for y in range(100000)])\n";

describeEvaluator("nickel", "with the real nickel", () => {
  it("gives Nickel's verdict and place [validate-nickel]", async () => {
    const script = `${withEvaluators}; [(orch validate workflows/deploy.ncl) (orch validate workflows/broken/evaluation-failed.ncl)]`;
    const [good, bad] = (await nuValue(script)) as unknown[];
    expect(good).toEqual({ valid: true, errors: [], warnings: [], diagnostics: [] });
    expect(bad).toMatchObject({
      valid: false,
      errors: [
        "workflows/broken/evaluation-failed.ncl:4:27: dynamic type error: this expression has type String, but Number was expected; (+) expects its 1st argument to be a Number",
      ],
      diagnostics: [{ code: "evaluation-failed", line: 4, column: 27 }],
    });
  });

  it("gives a Nickel workflow the plan of the same in JSON [plan-table]", async () => {
    const script = `${withEvaluators}; (orch plan workflows/deploy.ncl) == (orch plan workflows/deploy.json)`;
    expect(await nuValue(script)).toBe(true);
  });

  it("uses the nickel that the configuration names [validate-tools]", async () => {
    const configured = `$env.PATH = []; $env.config.plugins.orchestrator = {nickel: '${evaluatorPath("nickel")}'}`;
    expect(await nuValue(`${configured}; orch validate workflows/deploy.ncl | get valid`)).toBe(true);
    const error = await nuError(
      "$env.config.plugins.orchestrator = {nickel: '/no/nickel'}; orch validate workflows/deploy.ncl",
    );
    expect(error).toContain("orch::evaluator_missing");
    expect(error).toContain("The setting nickel is");
    expect(
      await nuError("$env.config.plugins.orchestrator = {nickel: 7}; orch validate workflows/deploy.ncl"),
    ).toContain("$env.config.plugins.orchestrator.nickel must be a path");
  });

  it("takes NICKEL_IMPORT_PATH as it is at each call [validate-nickel]", async () => {
    const dir = temporaryDirectory({
      "wf.ncl": 'import "shared.ncl"',
      "lib/shared.ncl": '{ operations = [{ id = "a", parallel = true }] }',
    });
    const valid = `orch validate ${dir}/wf.ncl | get valid`;
    const script = `${withEvaluators}; [(${valid}) (with-env {NICKEL_IMPORT_PATH: lib} { ${valid} }) (${valid})]`;
    expect(await nuValue(script)).toEqual([false, true, false]);
  });
});

describeEvaluator("kcl_lib", "with the real engine of KCL", () => {
  const library = () =>
    `$env.PATH = []; $env.config.plugins.orchestrator = {kcl: kcl_lib, python: '${evaluatorPath("kcl_lib")}'}`;

  it("gives a KCL workflow the plan of the same in JSON [plan-table]", async () => {
    const script = `${library()}; (orch plan workflows/deploy.k) == (orch plan workflows/deploy.json)`;
    expect(await nuValue(script)).toBe(true);
  });

  it("gives KCL's verdict and place, through python3 on PATH or the configuration's [validate-kcl]", async () => {
    const dir = temporaryDirectory({
      "bad.k": 'schema S:\n    n: int\n    check:\n        n > 0, "n must be positive"\ns = S {n = 0}\n',
    });
    for (const setting of [withEvaluators, library()]) {
      const script = `${setting}; [(orch validate workflows/deploy.k) (orch validate ${dir}/bad.k)]`;
      const [good, bad] = (await nuValue(script)) as unknown[];
      expect(good).toEqual({ valid: true, errors: [], warnings: [], diagnostics: [] });
      expect(bad).toMatchObject({
        errors: [`${dir}/bad.k:5:5: check failed: n must be positive; the schema's check (bad.k:4:1)`],
      });
    }
  });

  it("answers anew when the file has changed [validate-evaluated-again]", async () => {
    const dir = temporaryDirectory();
    cpSync(`${fixtures}/workflows/deploy.k`, join(dir, "wf.k"));
    const valid = `orch validate ${dir}/wf.k | get valid`;
    const script = `${withEvaluators}; [(${valid}) (${valid}) (("operations = [" | save --force ${dir}/wf.k); ${valid}) (${valid})]`;
    expect(await nuValue(script)).toEqual([true, true, false, false]);
  });

  it("ends its Python with the shell [validate-resident]", async () => {
    const pids =
      "ps | where name =~ python | where ppid == (plugin list | where name == orchestrator | get 0.pid) | get pid";
    const [resident] = (await nuValue(
      `${withEvaluators}; orch validate workflows/deploy.k | ignore; ${pids}`,
    )) as number[];
    expect(resident).toEqual(expect.any(Number));
    await expect.poll(() => isAlive(resident ?? 0)).toBe(false);
  });

  it("ends an evaluation without end at Ctrl-C, and evaluates the next file [validate-resident]", async () => {
    const dir = temporaryDirectory({ "good.k": 'operations = [{id = "a", parallel = True}]\n' });
    writeFileSync(join(dir, "endless.k"), endless);
    const terminal = await openTerminal();
    await terminal.typeAtPrompt(
      `${withEvaluators}; orch validate ${dir}/good.k | get valid; print begun; orch validate ${dir}/endless.k\r`,
    );
    await terminal.shows(/begun\s+$/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await terminal.interrupt();
    expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
    await terminal.typeAtPrompt(`orch validate ${dir}/good.k | update valid { $'so ($in)' } | get valid\r`);
    await terminal.shows("so true");
  });
});

it("ends what evaluates when the shell is killed [validate-shell-killed]", async () => {
  const dir = temporaryDirectory({
    nickel: '#!/bin/sh\necho $$ > "$(dirname "$0")/pid"\nexec sleep 60\n',
    "slow.ncl": "{}",
  });
  chmodSync(join(dir, "nickel"), 0o755);
  const script = `$env.PATH = ($env.PATH | prepend '${dir}'); orch validate ${dir}/slow.ncl`;
  const shell = spawn(nuBinary(), ["-n", "--plugins", JSON.stringify([pluginFile]), "-c", script], {
    env: cleanEnvironment(),
    stdio: "ignore",
  });
  onTestFinished(() => {
    shell.kill("SIGKILL");
  });
  const pid = () => (existsSync(join(dir, "pid")) ? Number(readFileSync(join(dir, "pid"), "utf8")) : 0);
  await expect.poll(pid, { timeout: 10_000 }).toBeGreaterThan(0);
  const evaluator = pid();
  shell.kill("SIGKILL");
  await expect.poll(() => isAlive(evaluator), { timeout: 10_000 }).toBe(false);
});

it("says so with neither installed, for a file that a pattern matched too [validate-without-evaluators]", async () => {
  const { stdout } = await nu(
    "$env.PATH = [/nonexistent]; orch validate 'workflows/deploy.*' | select file valid errors | to json --raw",
  );
  const rows = JSON.parse(stdout) as { file: string; valid: boolean; errors: string[] }[];
  expect(rows.map(({ file, valid }) => [file, valid])).toEqual([
    ["workflows/deploy.json", true],
    ["workflows/deploy.k", false],
    ["workflows/deploy.ncl", false],
    ["workflows/deploy.toml", true],
    ["workflows/deploy.yaml", true],
  ]);
  expect(rows[1]?.errors[0]).toMatch(/is a KCL file, but neither "kcl" nor a "python3" with kcl_lib/);
  expect(rows[2]?.errors[0]).toMatch(/is a Nickel file, but "nickel".*cargo install nickel-lang-cli --locked/);
});

it("asks an evaluator about the same file each time, as what it imports may have changed [evaluated-afresh]", async () => {
  const dir = temporaryDirectory({ "wf.ncl": "{}" });
  const tools = toolFolder("nickel", `require("fs").appendFileSync("${dir}/calls", "1"); console.log("{}")`);
  const calls = `(orch validate ${dir}/wf.ncl; open --raw ${dir}/calls | str length)`;
  expect(await nuValue(`$env.PATH = ['${tools}']; [${calls} ${calls}]`)).toEqual([1, 2]);
});
