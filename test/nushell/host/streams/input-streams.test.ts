import { describe, expect, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import * as wire from "../../wire-value.ts";
import { deferred } from "../deferred.ts";
import { EngineSide, run } from "../engine-side.ts";
import {
  capturedStderr,
  command,
  deaf,
  errorReply,
  greetedPlugin,
  interruptedReply,
  intReply,
  one,
  settled,
  taking,
} from "../fake-engine.ts";

capturedStderr();
const ints = nu.items(nu.int);
const sum = taking(ints, async ({ input }) => {
  let total = 0;
  for await (const number of input) total += number;
  return nu.value(nu.int, total);
});
const size = taking(nu.bytes, async ({ input }) => {
  let total = 0;
  for await (const chunk of input) total += chunk.length;
  return nu.value(nu.int, total);
});

/** Sends like Nushell: no more than a window ahead of what was acknowledged. Never resolves where the plugin stalls. */
async function feed(engine: EngineSide, messages: readonly unknown[], window: number) {
  for (const [i, message] of messages.entries()) {
    await engine.until(() => (i - engine.all("Ack").length < window ? true : undefined));
    engine.send(message);
  }
}

describe("a stream that a command reads", () => {
  it("arrives whole, though the engine stays within a window of 100 items [in-window]", async () => {
    const { engine } = await greetedPlugin([sum]);
    engine.send(run(0, "take", { input: wire.listStream(7) }));
    const numbers = Array.from({ length: 1000 }, (_, i) => wire.item(7, wire.int(i)));
    await feed(engine, numbers, 100);
    engine.send({ End: 7 });
    await expect(engine.reply(0)).resolves.toEqual(intReply(499_500));
    expect(engine.all("Drop")).toEqual([7]);
  });

  it("arrives whole, though the engine stays within a window of 50 chunks [in-window]", async () => {
    const { engine } = await greetedPlugin([size]);
    engine.send(run(0, "take", { input: wire.byteStream(7) }));
    const chunks = Array.from({ length: 200 }, () => wire.chunk(7, "0123456789"));
    await feed(engine, chunks, 50);
    engine.send({ End: 7 });
    await expect(engine.reply(0)).resolves.toEqual(intReply(2000));
    expect(engine.all("Drop")).toEqual([7]);
  });

  it("is not acknowledged before the command takes an item [in-acknowledged]", async () => {
    const go = deferred<void>();
    const late = taking(ints, async ({ input }) => {
      await go.promise;
      for await (const number of input) return nu.value(nu.int, number);
      return nu.empty;
    });
    const { engine } = await greetedPlugin([late]);
    engine.send(run(0, "take", { input: wire.listStream(7) }), ...[1, 2, 3].map((i) => wire.item(7, wire.int(i))));
    await settled();
    expect(engine.all("Ack")).toEqual([]);
    go.resolve();
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
    expect(engine.all("Ack")).toEqual([7]);
  });

  it("is dropped when the command leaves it, before its answer [in-left]", async () => {
    const first = taking(ints, async ({ input }) => {
      for await (const number of input) return nu.value(nu.int, number);
      return nu.empty;
    });
    const { engine } = await greetedPlugin([first]);
    engine.send(run(0, "take", { input: wire.listStream(7) }), wire.item(7, wire.int(5)));
    await expect(engine.reply(0)).resolves.toEqual(intReply(5));
    expect(engine.messages.slice(1)).toEqual([{ Ack: 7 }, { Drop: 7 }, { CallResponse: expect.anything() }]);
    engine.send(wire.item(7, wire.int(6)), { End: 7 }, { Call: [1, "Metadata"] });
    await engine.reply(1);
    expect(engine.messages).toHaveLength(5);
  });

  it("can be the source of a streamed answer, read as the answer is [in-answer]", async () => {
    async function* doubled(numbers: AsyncIterable<number>) {
      for await (const number of numbers) yield 2 * number;
    }
    const double = taking(ints, ({ input }) => nu.listStream(nu.int, doubled(input)));
    const { engine } = await greetedPlugin([double]);
    engine.send(run(0, "take", { input: wire.listStream(7) }));
    for (let i = 0; i < 100; i++) engine.send(wire.item(7, wire.int(i)));
    await engine.until(() => engine.items(0)[99]);
    for (let i = 100; i < 150; i++) engine.send(wire.item(7, wire.int(i)));
    await settled();
    expect(engine.all("Ack")).toHaveLength(100);
    engine.acknowledge(0, 100);
    await engine.until(() => engine.items(0)[149]);
    engine.send({ End: 7 });
    await expect(engine.first("End")).resolves.toBe(0);
  });

  it.each([
    { of: "bytes", take: size, header: wire.byteStream(7), failed: wire.chunkError(7, "disk full") },
    { of: "items", take: sum, header: wire.listStream(7), failed: wire.item(7, wire.error("disk full")) },
  ])("of $of throws an error that comes in it to its reader [in-error]", async ({ take, header, failed }) => {
    const { engine } = await greetedPlugin([take]);
    engine.send(run(0, "take", { input: header }), failed);
    await expect(engine.reply(0)).resolves.toEqual(errorReply("disk full"));
    await expect(engine.first("Drop")).resolves.toBe(7);
  });

  it.each([
    {
      of: "bytes",
      take: size,
      header: wire.byteStream(7),
      wrong: wire.item(7, wire.int(1)),
      sent: "a value in a stream of bytes",
    },
    {
      of: "items",
      take: sum,
      header: wire.listStream(7),
      wrong: wire.chunk(7, "a"),
      sent: "bytes in a stream of values",
    },
  ])(
    "of $of that carries the other kind fails the call that reads it [wrong-data]",
    async ({ take, header, wrong, sent }) => {
      const { engine } = await greetedPlugin([take, one]);
      engine.send(run(0, "take", { input: header }), wrong, run(1, "one"));
      const msg = `Nushell broke the plugin protocol: it sent ${sent}`;
      await expect(engine.reply(0)).resolves.toEqual(errorReply(msg));
      await expect(engine.reply(1)).resolves.toEqual(intReply(1));
    },
  );

  it("is dropped at Ctrl-C, and its waiting reader gets an error at the stream's place [in-abort]", async () => {
    const seen = deferred<unknown>();
    const reading = taking(ints, async ({ input }) => {
      try {
        for await (const number of input) if (number < 0) break;
      } catch (error) {
        seen.resolve(error);
      }
      return nu.empty;
    });
    const { engine } = await greetedPlugin([reading]);
    engine.send(run(0, "take", { input: wire.listStream(7) }), wire.item(7, wire.int(1)));
    await engine.first("Ack");
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await expect(seen.promise).resolves.toMatchObject({ message: "Interrupted", options: { labels: [{}] } });
    expect(engine.all("Drop")).toEqual([7]);
  });
});

describe("a stream that no command reads", () => {
  it.each([wire.listStream(42), wire.byteStream(42)])(
    "is dropped before a command without input runs: %o [input-stream-dropped]",
    async (input) => {
      const { engine } = await greetedPlugin([deaf]);
      engine.send(run(0, "deaf", { input }));
      await expect(engine.first("Drop")).resolves.toBe(42);
      engine.send(wire.item(42, wire.int(1)), wire.chunk(42, "a"), { End: 42 }, { Call: [1, "Metadata"] });
      await engine.reply(1);
      expect(engine.all("Drop")).toEqual([42]);
      expect(engine.all("Ack")).toEqual([]);
    },
  );

  it("is dropped when the call ends: of a command that does not ask for its items [in-unread]", async () => {
    const { engine } = await greetedPlugin([taking(ints, () => nu.value(nu.int, 1))]);
    engine.send(run(0, "take", { input: wire.listStream(3) }));
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
    await expect(engine.first("Drop")).resolves.toBe(3);
  });

  it.each([
    { of: "of a command whose input it does not fit", command: taking(nu.record({}), () => nu.empty) },
    { of: "of a command that is not there", command: one },
  ])("is dropped when the call ends: $of [in-unread]", async ({ command: other }) => {
    const { engine } = await greetedPlugin([other]);
    engine.send(run(0, "take", { input: wire.listStream(3) }));
    await expect(engine.reply(0)).resolves.toHaveProperty("Error");
    await expect(engine.first("Drop")).resolves.toBe(3);
  });

  it("does not hinder the next one with its id, as ids are the engine's to use again", async () => {
    const first = command("first", () => nu.empty);
    const { engine } = await greetedPlugin([first, sum]);
    engine.send(run(0, "first", { input: wire.listStream(7) }), { End: 7 });
    await engine.reply(0);
    engine.send(run(1, "take", { input: wire.listStream(7) }), wire.item(7, wire.int(5)), { End: 7 });
    await expect(engine.reply(1)).resolves.toEqual(intReply(5));
    expect(engine.all("Drop")).toEqual([7, 7]);
  });
});
