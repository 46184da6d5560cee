// From the start of the plugin's process to its first byte, which each script waits for that calls it, and to its first answer.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineSide, run } from "../test/nushell/host/engine-side.ts";
import { pluginFile } from "../test/support/nu.ts";
import { openPipes } from "../test/support/pipes.ts";
import { nodeNames, programOf, versionOf, type RuntimeName } from "../test/support/runtimes.ts";
import { standaloneExecutable } from "../test/support/standalone.ts";
import type { Bench, Context, Group } from "./bench.ts";
import { makeDataDir } from "./data-dir.ts";
import { measureInTurn } from "./measure.ts";
import { plugin } from "./sides.ts";
import { quartiles } from "./summary.ts";

const bare = "bare Node";
/** What an answer may take longer than a bare Node, in milliseconds. */
const more = 12;

export const start: Bench = {
  name: "start",
  questions: {
    start: {
      text: "How long does the plugin take from its start to its first byte?",
      chart: "sides",
      note: "Bare Node runs a script of one line that writes the same bytes. The standalone contains the newest Node.",
    },
    answer: {
      text: "And to its answer of `orch status`?",
      chart: "sides",
      note: `Bare Node is as before: it answers nothing. Asked were ${more} ms more than it takes.`,
    },
  },
  async *run(context) {
    const directory = mkdtempSync(join(tmpdir(), "start-bench-"));
    const data = makeDataDir(1);
    try {
      const script = join(directory, "script.cjs");
      writeFileSync(script, 'require("node:fs").writeSync(1, "\\u0007msgpack");\n');
      for (const name of context.of(nodeNames, nodeNames.slice(-1))) {
        yield await measureFirstByte(name, script, context);
        yield await measureAnswer(name, script, data, context);
      }
    } finally {
      for (const each of [directory, data]) rmSync(each, { recursive: true });
    }
  },
};

async function measureFirstByte(name: RuntimeName, script: string, context: Context): Promise<Group> {
  const node = programOf(name);
  const isNewest = name === "Node 26" && !context.isQuick;
  const standalone = isNewest ? { standalone: () => untilFirstByte(standaloneExecutable(), "--stdio") } : {};
  const sides = {
    [plugin]: () => untilFirstByte(node, pluginFile, "--stdio"),
    [bare]: () => untilFirstByte(node, script),
    ...standalone,
  };
  return {
    ...groupOf("start", name),
    sides: await measureInTurn(sides, { runs: context.runs(31) }),
    targets: [{ against: bare, atMost: name === "Node 20" ? 1.2 : 1.25 }],
  };
}

async function measureAnswer(name: RuntimeName, script: string, data: string, context: Context): Promise<Group> {
  const node = programOf(name);
  const inTurn = { [plugin]: () => untilAnswer(node, data), [bare]: () => untilFirstByte(node, script) };
  const sides = await measureInTurn(inTurn, { runs: context.runs(31) });
  const isAsked = name === "Node 22" || name === "Node 26";
  const targets = isAsked ? [{ atMost: quartiles(sides[bare] ?? []).median + more }] : [];
  return { ...groupOf("answer", name), sides, targets };
}

function groupOf(question: string, name: RuntimeName) {
  const id = `${question}-${name.replace("Node ", "")}`;
  return { id, question, work: `Node ${versionOf(name)}`, when: "cold", unit: "ms" } as const;
}

/** In milliseconds, as all below. */
function untilFirstByte(program: string, ...args: readonly string[]): Promise<number> {
  return timeProcess(program, args, async (_, output) => void (await once(output, "data")));
}

/** Until the plugin has answered an `orch status` on this Node, when Nushell asks for it as soon as it has the greeting. */
function untilAnswer(node: string, data: string): Promise<number> {
  return timeProcess(node, [pluginFile, "--stdio"], async (input, output) => {
    const engine = new EngineSide((bytes) => input.write(bytes));
    const span = { start: 0, end: 0 };
    let answered = 0;
    output.on("data", (chunk: Buffer) => {
      engine.receive(chunk);
      for (const question of engine.all("EngineCall").slice(answered)) {
        // There is nothing else to be had, such as settings.
        const isWhere = JSON.stringify(question).includes("GetCurrentDir");
        const value = isWhere ? { Value: [{ String: { val: data, span } }, null] } : "Empty";
        engine.send({ EngineCallResponse: [answered++, { PipelineData: value }] });
      }
    });
    engine.hello();
    await engine.first("Hello");
    const directory = { String: { val: data, span } };
    engine.send(run(0, "orch status", { named: [[{ item: "data-dir", span }, directory]] }));
    const answer = await engine.value(0);
    if (!(typeof answer === "object" && answer !== null && "running" in answer)) {
      throw new Error(`no status: ${JSON.stringify(answer)}`);
    }
  });
}

/** Starts a process on pipes, as Nushell does, takes the time until something was done with them, and lets it end. */
async function timeProcess(
  program: string,
  args: readonly string[],
  work: (input: Socket, output: Socket) => Promise<void>,
): Promise<number> {
  const { ours, childs } = openPipes();
  const begun = performance.now();
  const child = spawn(program, args, { stdio: [...childs, "inherit"] });
  const exited = once(child, "exit");
  for (const end of childs) closeSync(end);
  try {
    await work(...ours);
    return performance.now() - begun;
  } finally {
    // It ends by itself then, as below Nushell, and Node keeps what it has compiled for the next start.
    for (const end of ours) end.destroy();
    await exited;
  }
}
