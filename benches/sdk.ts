// How near the SDK comes to the least that a plugin can do.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Context, Group } from "./bench.ts";
import { bundlePlugins } from "./bundle-plugins.ts";
import { decodingOf } from "./decoding.ts";
import { measureCold, measureInTurn, measureMemory, measureWarm, timeOf, valueOf } from "./measure.ts";
import { floor } from "./sides.ts";

export const sdk: Bench = {
  name: "sdk",
  questions: {
    "sdk-answers": {
      text: "How near does an answer of the SDK come to the least that a plugin can do?",
      sizes: "rows",
      chart: "sides",
      note: "The floor is a plugin without the SDK: it sends bytes that it has encoded before. Rows have four columns.",
    },
    "sdk-input": {
      text: "What does input cost beside one `unpack` of its bytes?",
      sizes: "MB",
      chart: "sides",
      note: "The input comes in chunks of 64 KB: it is cut into messages, then decoded, then typed, and each includes what is before it.",
    },
    "sdk-start": {
      text: "What does a call of the smallest plugin take?",
      chart: "sides",
      note: "Cold, it is a whole `nu -c` of a registered plugin, with the start of Node in it.",
    },
    "sdk-memory": {
      text: "Does a stream need more memory the longer it is?",
      sizes: "rows",
      chart: "growth",
      note: "The most that the plugin's process has held, and what the smallest holds after a call.",
    },
  },
  async *run(context) {
    yield* measureInput(context);
    const directory = mkdtempSync(join(tmpdir(), "sdk-bench-"));
    try {
      const plugins = await bundlePlugins(directory, ["sdk", "floor"]);
      yield* measureAnswers(plugins, context);
      yield* measurePeak(plugins, context);
      yield* measureSmall(await bundlePlugins(directory, ["small"]), context);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

async function* measureInput(context: Context): AsyncIterable<Group> {
  for (const size of context.of([1, 10, 20], [1])) {
    const { framed, decoded, typed, unpacked } = decodingOf(size);
    const steps = {
      "sdk-cut": { work: "cut into messages", step: framed },
      "sdk-decode": { work: "cut and decoded", step: decoded, targets: [{ against: "one unpack", atMost: 2 }] },
      "sdk-type": { work: "cut, decoded and typed", step: typed },
    };
    for (const [id, { step, ...group }] of Object.entries(steps)) {
      const inTurn = { SDK: () => timeOf(step), "one unpack": () => timeOf(unpacked) };
      const sides = await measureInTurn(inTurn, { runs: context.runs(11), warmUps: 2 });
      yield { id, question: "sdk-input", size, when: "warm", unit: "ms", sides, ...group };
    }
  }
}

async function* measureAnswers(plugins: readonly string[], context: Context): AsyncIterable<Group> {
  const stream = { size: 100_000, least: "floor stream", atMost: 1.3, runs: 15, warmUps: 1 };
  const value = { size: 10_000, least: "floor value", atMost: 1.25, runs: 101, warmUps: 20 };
  const answers = [
    { id: "sdk-stream", work: "stream, asynchronous", command: "sdk stream 100_000", ...stream },
    { id: "sdk-stream-now", work: "stream, synchronous", command: "sdk stream now 100_000", ...stream },
    { id: "sdk-value", work: "one value", command: "sdk value", ...value },
    { id: "sdk-value-checked", work: "one value, dates checked before", command: "sdk value checked", ...value },
  ];
  for (const { id, work, size, command, least, atMost, runs, warmUps } of answers) {
    const often = { runs: context.runs(runs), warmUps: context.of(warmUps, 1), plugins };
    const sides = await measureWarm({ SDK: { command }, [floor]: { command: least } }, often);
    const targets = [{ against: floor, atMost }];
    yield { id, question: "sdk-answers", work, size, when: "warm", unit: "ms", sides, targets };
  }
}

async function* measurePeak(plugins: readonly string[], context: Context): AsyncIterable<Group> {
  for (const size of context.of([1, 100_000, 1_000_000, 2_000_000], [1, 1000])) {
    const peak = async () => Number(await valueOf(`sdk stream ${size} | ignore; sdk peak | first`, plugins)) / 1e6;
    const sides = await measureInTurn({ SDK: peak }, { runs: context.of(3, 1), warmUps: 0 });
    yield { id: "sdk-peak", question: "sdk-memory", work: "a stream", size, unit: "MB", sides };
  }
}

async function* measureSmall(plugins: readonly string[], context: Context): AsyncIterable<Group> {
  const group = { question: "sdk-start", work: "call the smallest plugin", unit: "ms" } as const;
  const warm = await measureWarm({ SDK: { command: "small" } }, { runs: context.runs(101), warmUps: 20, plugins });
  yield { ...group, id: "sdk-small", when: "warm", sides: warm };
  const calls = { SDK: { command: "small", plugins }, "Nushell, nothing called": { command: "null", plugins: [] } };
  yield { ...group, id: "sdk-small", when: "cold", sides: await measureCold(calls, context.runs(21)) };
  const { atRest } = await measureMemory({ script: "small", plugin: "small" }, { runs: context.of(3, 1), plugins });
  yield {
    id: "sdk-idle",
    question: "sdk-memory",
    work: "the smallest plugin, idle",
    unit: "MB",
    sides: { SDK: atRest },
  };
}
