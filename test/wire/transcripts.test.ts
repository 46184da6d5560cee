import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plugin } from "../../fixtures/wire/plugin.ts";
import { serve } from "nu-plugin";
import { releases } from "../support/releases.ts";
import { readTranscript, recorded, type Step } from "./recorded.ts";

const preamble = Buffer.from("\x07msgpack");

// What the plugin warns of is not part of the conversation.
beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

/** What the plugin says when it is told the same, in the parts that `split` makes of each chunk. */
async function replay(steps: readonly Step[], split = (chunk: Buffer) => [chunk]): Promise<Buffer> {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: Buffer[] = [];
  let length = 0;
  output.on("data", (chunk: Buffer) => {
    said.push(chunk);
    length += chunk.length;
  });
  const served = serve(plugin, { input, output });
  let due = preamble.length;
  const isAnswered = () => length >= due;
  for (const [i, { direction, bytes }] of steps.entries()) {
    if (direction === "in") {
      for (const part of split(bytes)) input.write(part);
    } else {
      due += bytes.length;
    }
    if (steps[i + 1]?.direction === "out") continue;
    // Nushell had all of this when it went on. A plugin that has fallen silent says no more after so many turns.
    for (let turn = 0; turn === 0 || (turn < 100 && !isAnswered()); turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  input.end();
  await served;
  return Buffer.concat(said);
}

it("there is a transcript of every release [transcripts]", () => {
  expect(recorded).toEqual(expect.arrayContaining([...releases]));
});

describe.each(recorded)("a conversation with Nushell %s", (release) => {
  const steps = readTranscript(release);
  const expected = answersOf(steps).toString("latin1");

  it("goes on byte for byte as it went [transcripts]", async () => {
    expect((await replay(steps)).toString("latin1")).toBe(expected);
  });

  it("goes on so when each byte comes by itself [transcripts-split]", async () => {
    const bytesOf = (chunk: Buffer) => Array.from(chunk, (byte) => Buffer.of(byte));
    expect((await replay(steps, bytesOf)).toString("latin1")).toBe(expected);
  });
});

// Not on all, as the releases say much the same and thousands of conversations take their time.
it.each(recorded.filter((_, i) => i === 0 || i === recorded.length - 1))(
  "a conversation with Nushell %s goes on so wherever its chunks are split in two [transcripts-split]",
  async (release) => {
    const steps = readTranscript(release);
    const lengths = steps.map(({ direction, bytes }) => (direction === "in" ? bytes.length : 0));
    const wrong: number[] = [];
    const replayCut = async (cut: number) => {
      // What comes after the last chunk that is longer is not split.
      const last = lengths.findLastIndex((length) => length > cut);
      const end = lengths.findIndex((length, i) => i > last && length > 0);
      const beginning = steps.slice(0, end === -1 ? undefined : end);
      const expected = answersOf(beginning);
      const said = await replay(beginning, (chunk) => [chunk.subarray(0, cut), chunk.subarray(cut)]);
      // It may say more where it is left in the middle of something.
      if (!said.subarray(0, expected.length).equals(expected)) wrong.push(cut);
    };
    // Many at once: each mostly waits for its turn.
    const cuts = Array.from({ length: Math.max(...lengths) - 1 }, (_, i) => i + 1);
    for (let i = 0; i < cuts.length; i += 50) await Promise.all(cuts.slice(i, i + 50).map(replayCut));
    expect(wrong).toEqual([]);
  },
  30_000,
);

/** All that the plugin said. */
function answersOf(steps: readonly Step[]): Buffer {
  return Buffer.concat([preamble, ...steps.flatMap(({ direction, bytes }) => (direction === "out" ? [bytes] : []))]);
}
