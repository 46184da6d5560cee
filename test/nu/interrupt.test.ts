import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isAlive } from "../support/alive.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

it("ends a call at Ctrl-C, and the evaluator that it waits for [interrupt-terminal]", async () => {
  const dir = temporaryDirectory({
    nickel: '#!/bin/sh\necho $$ > "$(dirname "$0")/pid"\nsleep 60\n',
    "slow.ncl": "{}",
  });
  chmodSync(join(dir, "nickel"), 0o755);
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`$env.PATH = ($env.PATH | prepend '${dir}'); orch validate ${dir}/slow.ncl\r`);
  await expect.poll(() => existsSync(join(dir, "pid"))).toBe(true);
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
  const evaluator = Number(readFileSync(join(dir, "pid"), "utf8"));
  await expect.poll(() => isAlive(evaluator)).toBe(false);
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});

it("ends at Ctrl-C what the plugin itself takes long to read [interrupt-reading]", { timeout: 90_000 }, async () => {
  const operations = Array.from({ length: 300_000 }, (_, index) => `- {id: o${index}, type: create}\n`);
  const dir = temporaryDirectory({
    // Its end says that the next file is read: what is typed earlier may reach nobody, or end this.
    nickel: '#!/bin/sh\necho "{}"\necho $$ > "$(dirname "$0")/pid"\n',
    "short.ncl": "{}",
    "long.yaml": `name: long\noperations:\n${operations.join("")}`,
  });
  chmodSync(join(dir, "nickel"), 0o755);
  const terminal = await openTerminal();
  const files = `${dir}/short.ncl ${dir}/long.yaml`;
  await terminal.typeAtPrompt(`$env.PATH = ($env.PATH | prepend '${dir}'); orch validate ${files}\r`);
  const evaluator = () => Number(readFileSync(join(dir, "pid"), "utf8"));
  await expect.poll(() => existsSync(join(dir, "pid")) && evaluator() > 0, { timeout: 30_000 }).toBe(true);
  await expect.poll(() => isAlive(evaluator()), { timeout: 30_000 }).toBe(false);
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
