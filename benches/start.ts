// From the start of the plugin's process to its first byte: what each script waits for that calls it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginFile } from "../test/support/nu.ts";
import { nodeNames, programOf, versionOf } from "../test/support/runtimes.ts";
import { standaloneExecutable } from "../test/support/standalone.ts";
import type { Bench } from "./bench.ts";
import { measureInTurn } from "./measure.ts";

const bare = "bare Node";

export const start: Bench = {
  name: "start",
  questions: {
    start: {
      text: "How long does the plugin take from its start to its first byte?",
      chart: "sides",
      note: "Bare Node runs a script of one line that writes the same bytes. The standalone contains the newest Node.",
    },
  },
  async *run(context) {
    const directory = mkdtempSync(join(tmpdir(), "start-bench-"));
    try {
      const script = join(directory, "script.cjs");
      writeFileSync(script, 'require("node:fs").writeSync(1, "\\u0007msgpack");\n');
      for (const name of context.of(nodeNames, nodeNames.slice(-1))) {
        const node = programOf(name);
        const isNewest = name === "Node 26" && !context.isQuick;
        const standalone = isNewest ? { standalone: () => untilFirstByte(standaloneExecutable(), "--stdio") } : {};
        const plugin = () => untilFirstByte(node, pluginFile, "--stdio");
        const inTurn = { plugin, [bare]: () => untilFirstByte(node, script), ...standalone };
        const sides = await measureInTurn(inTurn, { runs: context.runs(31) });
        const id = `start-${name.replace("Node ", "")}`;
        const targets = [{ against: bare, atMost: name === "Node 20" ? 1.2 : 1.25 }];
        yield { id, question: "start", work: `Node ${versionOf(name)}`, when: "cold", unit: "ms", sides, targets };
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

/** In milliseconds. */
async function untilFirstByte(program: string, ...args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const taken = performance.now() - begun;
  child.stdin.end();
  child.kill();
  await once(child, "close");
  return taken;
}
