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

it("ends at Ctrl-C what the plugin itself takes long to read [interrupt-reading]", async () => {
  const operations = Array.from({ length: 300_000 }, (_, index) => `- {id: o${index}, type: create}\n`);
  const dir = temporaryDirectory({
    // It says that the call has begun: what is typed earlier may reach nobody.
    nickel: '#!/bin/sh\ntouch "$(dirname "$0")/begun"\necho "{}"\n',
    "short.ncl": "{}",
    "long.yaml": `name: long\noperations:\n${operations.join("")}`,
  });
  chmodSync(join(dir, "nickel"), 0o755);
  const terminal = await openTerminal();
  const files = `${dir}/short.ncl ${dir}/long.yaml`;
  await terminal.typeAtPrompt(`$env.PATH = ($env.PATH | prepend '${dir}'); orch validate ${files}\r`);
  await expect.poll(() => existsSync(join(dir, "begun")), { timeout: 10_000 }).toBe(true);
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
