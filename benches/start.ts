// How long the plugin takes from its start to its first byte, beside a script of one line, on each Node that is supported; and how long
// the executable does that contains Node.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginFile } from "../test/support/nu.ts";
import { nodeNames, programOf, versionOf } from "../test/support/runtimes.ts";
import { standaloneExecutable } from "../test/support/standalone.ts";
import { summarize } from "./pairs.ts";

const runs = 31;

/** In nanoseconds. */
async function untilFirstByte(...[program = "", ...args]: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const taken = performance.now() - start;
  child.stdin.end();
  child.kill();
  await once(child, "close");
  return taken * 1e6;
}

/** Times two commands in turn. */
async function compared(ours: readonly string[], native: readonly string[]): Promise<string> {
  const pairs: unknown[] = [];
  for (let i = -1; i < runs; i++) {
    const pair = { ours: await untilFirstByte(...ours), native: await untilFirstByte(...native) };
    if (i >= 0) pairs.push(pair);
  }
  const { ours: taken, native: beside, faster } = summarize(pairs);
  return `${taken.toFixed(1)} | ${beside.toFixed(1)} | ${(1 / faster).toFixed(2)} × its time`;
}

export async function benchStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  try {
    const script = join(folder, "script.cjs");
    writeFileSync(script, "console.log(1);\n");
    console.log("| Node | plugin | a script of one line | plugin takes |");
    console.log("|---|---:|---:|---:|");
    for (const name of nodeNames) {
      const node = programOf(name);
      console.log(`| ${versionOf(name)} | ${await compared([node, pluginFile, "--stdio"], [node, script])} |`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log("\n| Node | executable with it | plugin | executable takes |");
  console.log("|---|---:|---:|---:|");
  const launcher = [programOf("Node 26"), pluginFile, "--stdio"];
  console.log(`| ${versionOf("Node 26")} | ${await compared([standaloneExecutable(), "--stdio"], launcher)} |\n`);
}
