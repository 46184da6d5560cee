// How long the plugin takes from its start to its first byte, beside a script of one line, on each Node that is supported.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginFile } from "../test/support/nu.ts";
import { nodeNames, programOf, versionOf } from "../test/support/runtimes.ts";
import { summarize } from "./measure.ts";

const runs = 31;

/** In nanoseconds. */
async function untilFirstByte(node: string, ...args: string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(node, args, { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const taken = performance.now() - start;
  child.stdin.end();
  child.kill();
  await once(child, "close");
  return taken * 1e6;
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
      const pairs: unknown[] = [];
      for (let i = -1; i < runs; i++) {
        const pair = {
          ours: await untilFirstByte(node, pluginFile, "--stdio"),
          native: await untilFirstByte(node, script),
        };
        if (i >= 0) pairs.push(pair);
      }
      const { ours, native, faster } = summarize(pairs);
      const ratio = `${(1 / faster).toFixed(2)} × its time`;
      console.log(`| ${versionOf(name)} | ${ours.toFixed(1)} | ${native.toFixed(1)} | ${ratio} |`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log();
}
