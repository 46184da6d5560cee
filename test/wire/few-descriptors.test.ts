import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { command } from "../../benches/soak/calls.ts";
import { Engine } from "../../benches/soak/engine.ts";
import { string, value } from "../nushell/wire-value.ts";
import { pluginFile } from "../support/nu.ts";
import { openPipes } from "../support/pipes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const operations = Array.from({ length: 4000 }, (_, index) => `  - {id: o${index}, type: create}\n`);
const piped = value(string(`name: long\noperations:\n${operations.join("")}`));

/** What the plugin answers about a long YAML where it may have so many files open; no reply if it cannot even start. */
async function answerWith(descriptors: number) {
  const file = join(temporaryDirectory(), "nu_plugin_orchestrator");
  writeFileSync(file, `#!/bin/sh\nulimit -n ${descriptors}\nexec '${process.execPath}' '${pluginFile}' "$@"\n`);
  chmodSync(file, 0o755);
  const pipes = openPipes();
  const [stdin, stdout] = pipes.ours;
  const child = spawn(file, ["--stdio"], { stdio: [...pipes.childs, "pipe"] });
  for (const descriptor of pipes.childs) closeSync(descriptor);
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  stdin.on("error", () => {});
  const exited = once(child, "close");
  const engine = new Engine(stdin, stdout, "/");
  const call = command("validate", { format: string("yaml") }, { piped, fails: undefined });
  const answer = await Promise.race([engine.call(call), exited.then(() => undefined)]);
  stdin.destroy();
  await exited;
  stdout.destroy();
  return { reply: answer && JSON.stringify(answer.reply), stderr };
}

it.skipIf(process.platform === "win32")(
  "says what to do where the system gives no thread to check a long text in [no-thread]",
  async () => {
    let said = "";
    // How many Node itself needs is not the same of every release.
    for (let descriptors = 18; descriptors < 60 && !said.includes("orch::workflow_not_checked"); descriptors++) {
      const { reply, stderr } = await answerWith(descriptors);
      // Nothing is to be installed where a file of the plugin could not be opened.
      expect(stderr).not.toContain("install it again");
      if (reply === undefined) continue;
      expect({ reply, stderr }).toEqual({ reply: expect.not.stringContaining("plugin_bug"), stderr: "" });
      said = reply;
    }
    expect(said).toContain(
      "<input> was not checked: no thread for it could be started: too many files are open (EMFILE)",
    );
    expect(said).toContain("Raise the limit with `ulimit -n` before Nushell starts.");
  },
  30_000,
);
