import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { anyValue, defineCommand, list, serve } from "nu-plugin";
import { ProtocolError } from "../../src/nushell/protocol/msgpack/wire.ts";
import { pack } from "../nushell/message-pack.ts";
import { engineMessage } from "../nushell/protocol/arbitrary.ts";
import { lines, startPlugin } from "./plugin-process.ts";

// What is no value of Nushell's cannot be sent back: a bug to be reported, were it not for the bytes.
beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

const hello = pack({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } });
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength }).map((each) => Buffer.from(each));

/** A conversation some of whose bytes have become others, fewer or more. */
const corrupted = fc
  .tuple(fc.array(engineMessage, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat({ max: 3 }), bytes(3))
  .map(([messages, place, length, others]) => {
    const conversation = Buffer.concat([hello, ...messages]);
    const at = place % conversation.length;
    return Buffer.concat([conversation.subarray(0, at), others, conversation.subarray(at + length)]);
  });
const garbage = fc.oneof(bytes(100), corrupted);

const echo = defineCommand({
  name: "echo",
  summary: "Gives its arguments back",
  category: "test",
  rest: { name: "value", description: "Anything", takes: anyValue },
  output: list(anyValue),
  run: ({ rest }) => rest.map(({ item }) => item),
});

/** What serving an engine that says this, in two parts, and then no more ends with: an error or nothing. */
async function endOf(input: Buffer, cut = 0): Promise<unknown> {
  const transport = { input: new PassThrough(), output: new PassThrough().resume() };
  const served = serve({ version: "1.2.3", commands: [echo] }, transport).then(
    () => undefined,
    (error: unknown) => error,
  );
  transport.input.write(input.subarray(0, cut));
  await new Promise((resolve) => setImmediate(resolve));
  transport.input.end(input.subarray(cut));
  return served;
}

it("any bytes end the connection with an error that names what is wrong, or are a conversation [any-bytes]", async () => {
  const property = fc.asyncProperty(garbage, fc.nat({ max: 30 }), async (input, cut) => {
    const error = await endOf(input, cut);
    return error === undefined || error instanceof ProtocolError || error instanceof RangeError;
  });
  await expect(fc.assert(property, { numRuns: 1000, timeout: 2000 })).resolves.toBeUndefined();
});

it("any bytes end the process with one line on stderr and exit code 1, unless they are a conversation [any-bytes-process]", async () => {
  const runs = fc.sample(garbage, 24);
  const exits = await mapTwoAtATime(runs, async (input) => {
    const { stdin, exited } = startPlugin(["--stdio"]);
    stdin.end(input);
    const { code, stderr } = await exited;
    // What concerns no call and ends nothing is told of, too, such as an answer to no question.
    const ending = lines(stderr).filter(
      (line) => line !== "" && !line.includes(": Nushell broke the plugin protocol: "),
    );
    return { input: input.toString("hex"), code, stderr: ending };
  });
  const expected = await Promise.all(
    runs.map(async (input) => {
      const error = await endOf(input);
      const stderr =
        error instanceof Error ? [`nu_plugin_orchestrator: ${error.message.replaceAll(/\p{Cc}+/gu, " ")}`] : [];
      return { input: input.toString("hex"), code: stderr.length, stderr };
    }),
  );
  expect(exits).toEqual(expected);
  expect(exits.map(({ code }) => code)).toContain(1);
}, 30_000);

async function mapTwoAtATime<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  const next = items.entries();
  const worker = async () => {
    for (const [i, item] of next) results[i] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
