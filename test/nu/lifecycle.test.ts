import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isAlive } from "../support/alive.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";
import { nu, nuValue, pluginFile, root } from "../support/nu.ts";
import { since } from "../support/releases.ts";

const listed = "plugin list | where name == orchestrator | get 0";
const pid = `(${listed}).pid?`;
const running = since("0.101") ? `(${listed}).status == running` : `(${listed}).is_running`;

it("is installed with plugin add and used by a later shell [install]", async () => {
  const registry = join(temporaryDirectory(), "plugins.msgpackz");
  const added = await nu(`plugin add --plugin-config ${registry} '${pluginFile}'`, { plugins: [] });
  expect(added).toMatchObject({ code: 0, stderr: "" });
  const script = `plugin use --plugin-config ${registry} orchestrator\norch tasks -d data/small | length`;
  expect(await nu(script, { plugins: [] })).toMatchObject({ code: 0, stdout: "8\n", stderr: "" });
});

it("works from a path with spaces, and through a link [install-spaces]", async () => {
  const dir = temporaryDirectory();
  const copy = join(dir, "my plugins");
  for (const part of ["plugin", "dist"]) cpSync(join(root, part), join(copy, part), { recursive: true });
  const plugins = [join(copy, "plugin", "nu_plugin_orchestrator")];
  expect(await nuValue("orch tasks -d data/small | length", { plugins })).toBe(8);
  const link = join(dir, "nu_plugin_orchestrator");
  symlinkSync(pluginFile, link);
  expect(await nuValue("orch tasks -d data/small | length", { plugins: [link] })).toBe(8);
});

it(
  "stays the same process beyond Nushell's 10 s of idling while it holds tasks [keep-alive]",
  { timeout: 30_000 },
  async () => {
    const script = `orch tasks -d data/small | length; let before = (${pid}); sleep 12sec; let after = (${pid}); orch tasks -d data/small; [$before $after (${pid})]`;
    const [before, idle, later] = (await nuValue(script)) as number[];
    expect(before).toEqual(expect.any(Number));
    expect([idle, later]).toEqual([before, before]);
  },
);

it(
  "lets go after keep_alive without a call, and with 0sec holds on to nothing [keep-alive]",
  { timeout: 60_000 },
  async () => {
    // Stopped first: the new time would hold for the call at the start too, and end the process beside the next one.
    const setup = (keepAlive: string) =>
      `plugin stop orchestrator
      $env.config.plugin_gc = {default: {enabled: true, stop_after: 1sec}, plugins: {}}
      $env.config.plugins.orchestrator = {keep_alive: ${keepAlive}}
      orch tasks -d data/small | length`;
    const letsGo = (keepAlive: string) => nuValue(`${setup(keepAlive)}; while (${running}) { sleep 100ms }; true`);
    const holdsOn = (keepAlive: string) => nuValue(`${setup(keepAlive)}; sleep 4sec; ${running}`);
    expect(await Promise.all([letsGo("0sec"), letsGo("1sec"), holdsOn("1hr")])).toEqual([true, true, true]);
  },
);

it("ends with the shell that started it [ends-with-shell]", async () => {
  const before = (await nuValue(`orch tasks -d data/small | length; ${pid}`)) as number;
  await expect.poll(() => isAlive(before)).toBe(false);
});

it("ends with the terminal that is closed while it draws there [ends-with-terminal]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch tasks -d data/small | length; print $"pid=(${pid})="; orch wait -d data/small\r`);
  await terminal.shows("orch wait: 0 of 5 ended");
  const plugin = Number(/pid=(\d+)=/.exec(terminal.screen())?.[1]);
  expect(isAlive(plugin)).toBe(true);
  terminal.close();
  await expect.poll(() => isAlive(plugin), { timeout: 5000 }).toBe(false);
});

it("leaves the terminal to the prompt when it ends there [ends-at-prompt]", { timeout: 60_000 }, async () => {
  const terminal = await openTerminal();
  const settings = `$env.config.plugin_gc = {default: {enabled: true, stop_after: 1sec}, plugins: {}}; $env.config.plugins.orchestrator = {keep_alive: 0sec}`;
  await terminal.typeAtPrompt(`${settings}; orch status -d data/small | ignore; print $"pid=(${pid})="\r`);
  await terminal.shows(/pid=\d+=/);
  const plugin = Number(/pid=(\d+)=/.exec(terminal.screen())?.[1]);
  await expect.poll(() => isAlive(plugin), { timeout: 20_000 }).toBe(false);
  expect(terminal.settings()).toMatch(/-icanon/);
});
