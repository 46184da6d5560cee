import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { EngineSide, run } from "./engine-side.ts";
import {
  capturedStderr,
  command,
  greetedPlugin,
  home,
  intReply,
  one,
  settled,
  taking,
  textResponse,
} from "./fake-engine.ts";

const stderr = capturedStderr();

const sum = taking(nu.items(nu.int), async ({ input }) => {
  let total = 0;
  for await (const item of input) total += item;
  return nu.value(nu.int, total);
});
const numbers = command("numbers", () => nu.listStream(nu.int, [1, 2]));

/** What the engine does wrong, after which commands, and what is said of it. */
const breaches: readonly {
  readonly what: string;
  readonly line: string;
  readonly breach: (engine: EngineSide) => void | Promise<void>;
}[] = [
  {
    what: "an answer to what was not asked",
    line: "it answered question 7, which was not waiting for an answer",
    breach: (engine) => engine.send(textResponse(7, "/")),
  },
  {
    what: "a second answer",
    line: "it answered question 0, which was not waiting for an answer",
    async breach(engine) {
      engine.send(run(0, "home"));
      await engine.first("EngineCall");
      engine.send(textResponse(0, "/a"), textResponse(0, "/b"));
      await expect(engine.value(0)).resolves.toBe("/a");
    },
  },
  {
    what: "data of a stream that is unknown",
    line: "it sent Data for stream 7, which was not open",
    breach: (engine) => engine.send(wire.item(7, wire.int(1))),
  },
  {
    what: "data of a stream that has ended",
    line: "it sent Data for stream 7, which was not open",
    async breach(engine) {
      engine.send(run(0, "take", { input: wire.listStream(7) }), wire.item(7, wire.int(1)), { End: 7 });
      engine.send(wire.item(7, wire.int(5)));
      await expect(engine.reply(0)).resolves.toEqual(intReply(1));
    },
  },
  {
    what: "a second end",
    line: "it sent End for stream 7, which was not open",
    async breach(engine) {
      engine.send(run(0, "take", { input: wire.listStream(7) }), { End: 7 }, { End: 7 });
      await expect(engine.reply(0)).resolves.toEqual(intReply(0));
    },
  },
  {
    what: "an acknowledgement of a stream that is unknown",
    line: "it sent Ack for stream 3, which was not open",
    breach: (engine) => engine.send({ Ack: 3 }),
  },
  {
    what: "a second drop",
    line: "it sent Drop for stream 0, which was not open",
    async breach(engine) {
      engine.send(run(0, "numbers"));
      await engine.first("End");
      engine.send({ Ack: 0 }, { Ack: 0 }, { Drop: 0 }, { Drop: 0 });
    },
  },
  { what: "a second greeting", line: "it greeted a second time", breach: (engine) => engine.hello() },
  {
    what: "a call with the number of one that runs",
    line: "it made call 0, which was still running",
    async breach(engine) {
      engine.send(run(0, "home"), run(0, "one"));
      await engine.first("EngineCall");
      engine.send(textResponse(0, "/a"));
      await expect(engine.value(0)).resolves.toBe("/a");
    },
  },
];

describe("an engine that breaks the protocol", () => {
  it.each(breaches)("by $what is told of on one line, and calls go on [breach-told]", async ({ line, breach }) => {
    const { engine, input, served } = await greetedPlugin([sum, home, numbers, one]);
    await breach(engine);
    engine.send(run(1, "one"));
    await expect(engine.reply(1)).resolves.toEqual(intReply(1));
    input.end();
    await served;
    expect(stderr.text()).toMatch(/^[^\n:]+: Nushell broke the plugin protocol: [^\n]+\n$/);
    expect(stderr.text()).toContain(line);
    expect(engine.all("CallResponse").length).toBeLessThanOrEqual(2);
  });

  it("again and again is told of once [breach-told]", async () => {
    const { engine } = await greetedPlugin([one]);
    engine.send(...Array.from({ length: 1000 }, (_, id) => wire.item(id, wire.int(1))), run(0, "one"));
    await engine.reply(0);
    expect(stderr.text().match(/\n/g)).toHaveLength(1);
  });

  it("by beginning a stream twice fails the second call, and the first has all of its items [stream-twice]", async () => {
    const { engine } = await greetedPlugin([sum]);
    const input = wire.listStream(7);
    engine.send(run(0, "take", { input }), wire.item(7, wire.int(1)), run(1, "take", { input }));
    engine.send(wire.item(7, wire.int(2)), { End: 7 });
    await expect(engine.reply(0)).resolves.toEqual(intReply(3));
    await expect(engine.reply(1)).resolves.toEqual({
      Error: expect.objectContaining({
        msg: "Nushell broke the plugin protocol: it began stream 7, which was open",
        code: "nushell::protocol",
      }),
    });
    expect(stderr.text()).toBe("");
  });

  it("by answers and data of the other kind fails that call without a stack [breach-no-bug]", async () => {
    const { engine } = await greetedPlugin([sum, home]);
    engine.send(run(0, "home"), run(1, "take", { input: wire.listStream(7) }), wire.chunk(7, "a"));
    await engine.first("EngineCall");
    engine.send({ EngineCallResponse: [0, { Identifier: 3 }] });
    for (const id of [0, 1]) {
      await expect(engine.reply(id)).resolves.toEqual({
        Error: expect.objectContaining({
          msg: expect.stringMatching(/^Nushell broke the plugin protocol: it (answered|sent) /),
          code: "nushell::protocol",
          help: expect.not.stringContaining("bug"),
        }),
      });
    }
    await settled();
    expect(stderr.text()).toBe("");
  });
});

it("nothing is told of what a reader says after a stream's end, until it drops that [stream-late]", async () => {
  const { engine } = await greetedPlugin([numbers, one]);
  engine.send(run(0, "numbers"));
  await engine.first("End");
  engine.send({ Ack: 0 }, { Ack: 0 }, { Drop: 0 }, run(1, "one"));
  await expect(engine.reply(1)).resolves.toEqual(intReply(1));
  expect(stderr.text()).toBe("");
});
