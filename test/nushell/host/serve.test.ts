import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Flags } from "../../../src/nushell/command/command.ts";
import * as nu from "../../../src/nushell/index.ts";
import type { Decoded } from "../message-pack.ts";
import { deferred } from "./deferred.ts";
import { field, head, run } from "./engine-side.ts";
import { greetedPlugin, startPlugin } from "./fake-engine.ts";

let stderr: string[] = [];
beforeEach(() => {
  stderr = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

const at = [head.start, head.end];
const settled = () => new Promise((resolve) => setImmediate(resolve));

type Run = (call: nu.CommandCall<Flags, never>) => nu.Answer | Promise<nu.Answer>;
const command = (name: string, work: Run) =>
  nu.defineCommand({ name, summary: name, category: "test", output: nu.any, run: work });

const one = command("one", () => nu.answer(nu.int, 1));
const home = command("home", async ({ engine }) => nu.answer(nu.string, await engine.currentDir()));
/** Waits for ever, whatever the signal says. */
const deaf = command("deaf", () => new Promise<never>(() => {}));
const valueOf = (reply: Decoded) => field(field(reply, "PipelineData"), "Value");
const intReply = (value: number): unknown => ({ PipelineData: { Value: [{ Int: [value, at] }, expect.anything()] } });
const errorReply = (msg: string): unknown => ({ Error: expect.objectContaining({ msg }) });
const interruptedReply = { Error: expect.objectContaining({ msg: "Interrupted", code: "nushell::interrupted" }) };

describe("Hello", () => {
  it.each(["0.98.0", "0.109.1", "0.115.1", "0.115.2-nightly.3", "1.0.0"])(
    "waits for the engine's and answers with its own version, here %s [hello-version]",
    async (version) => {
      const { engine } = startPlugin();
      await settled();
      expect(engine.messages).toEqual([]);
      engine.hello(version);
      await expect(engine.first("Hello")).resolves.toEqual({ protocol: "nu-plugin", version, features: [] });
    },
  );

  it.each(["0.97.1", "0.60.0"])(
    "of %s, below the oldest supported, is refused by name [hello-too-old]",
    async (version) => {
      const { engine, served } = startPlugin();
      engine.hello(version);
      await expect(served).rejects.toThrow(`Nushell ${version} is older than 0.98.0, the oldest supported`);
      expect(engine.messages).toEqual([]);
    },
  );

  it.each([
    { protocol: "nu-plugin", version: "latest" },
    { protocol: "lsp", version: "0.115.1" },
  ])("of $protocol $version is refused", async (hello) => {
    const { engine, served } = startPlugin();
    engine.send({ Hello: { ...hello, features: [] } });
    await expect(served).rejects.toThrow(`not Nushell's plugin protocol: ${hello.protocol} ${hello.version}`);
  });

  it("must come before any call", async () => {
    const { engine, served } = startPlugin([one]);
    engine.send({ Call: [0, "Metadata"] });
    await expect(served).rejects.toThrow("a call came before Hello");
  });
});

describe("a call", () => {
  it("for metadata is answered with the plugin's version [metadata-version]", async () => {
    const { engine } = await greetedPlugin();
    engine.send({ Call: [3, "Metadata"] });
    await expect(engine.reply(3)).resolves.toEqual({ Metadata: { version: "1.2.3" } });
  });

  it.each([
    ["0.108.0", "Any"],
    ["0.109.0", { OneOf: ["Int", "Nothing"] }],
  ])("for signatures is answered with what Nushell %s reads [signature-version]", async (version, output) => {
    const maybe = nu.defineCommand({
      name: "maybe",
      summary: "Perhaps",
      category: "test",
      output: nu.nullable(nu.int),
      run: () => nu.answer(nu.int, 1),
    });
    const { engine } = await greetedPlugin([one, maybe], version);
    engine.send({ Call: [0, "Signature"] });
    await expect(engine.reply(0)).resolves.toMatchObject({
      Signature: [{ sig: { name: "one" } }, { sig: { name: "maybe", input_output_types: [["Nothing", output]] } }],
    });
  });

  it("of a command is answered with its value at the call's place, and metadata [run-value]", async () => {
    const metadata = { contentType: "text/plain", custom: { n: 1 } };
    const { engine } = await greetedPlugin([command("x", () => nu.answer(nu.int, 5, metadata))]);
    engine.send(run(0, "x"));
    await expect(engine.reply(0)).resolves.toEqual({
      PipelineData: {
        Value: [
          { Int: [5, at] },
          { data_source: "None", path_columns: [], content_type: "text/plain", custom: { n: { Int: [1, at] } } },
        ],
      },
    });
  });

  it("of a command that does not exist is an error, and the plugin lives on [unknown-command]", async () => {
    const { engine } = await greetedPlugin([one]);
    engine.send(run(0, "two"), run(1, "one"));
    await expect(engine.reply(0)).resolves.toEqual(errorReply('This plugin has no command "two"'));
    await expect(engine.reply(1)).resolves.toEqual(intReply(1));
  });

  it.each(["GetCompletion", "CustomValueOp"])("for %s, which is not done here, is an error", async (kind) => {
    const { engine } = await greetedPlugin([one]);
    engine.send({ Call: [0, { [kind]: {} }] }, run(1, "one"));
    await expect(engine.reply(0)).resolves.toEqual(errorReply(`This plugin does not do ${kind}`));
    await expect(engine.reply(1)).resolves.toEqual(intReply(1));
  });

  it("that asks the engine waits for its answer, in its own context", async () => {
    const { engine } = await greetedPlugin([home]);
    engine.send(run(5, "home"));
    await expect(engine.first("EngineCall")).resolves.toEqual({ context: 5, id: 0, call: "GetCurrentDir" });
    engine.send({
      EngineCallResponse: [0, { PipelineData: { Value: [{ String: { val: "/w", span: head } }, null] } }],
    });
    expect(valueOf(await engine.reply(5))).toMatchObject([{ String: ["/w", at] }, {}]);
  });

  it("fails with the engine's error where the command does not catch it", async () => {
    const { engine } = await greetedPlugin([home]);
    engine.send(run(5, "home"));
    await engine.first("EngineCall");
    engine.send({ EngineCallResponse: [0, { Error: { msg: "no directory" } }] });
    await expect(engine.reply(5)).resolves.toEqual(errorReply("no directory"));
    expect(stderr).toEqual([]);
  });

  it("that is slow does not hold up others [calls-concurrent]", async () => {
    const slow = deferred<nu.Answer>();
    const { engine } = await greetedPlugin([command("slow", () => slow.promise), one]);
    engine.send(run(0, "slow"), run(1, "one"), run(2, "one"));
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    expect(engine.all("CallResponse")).toHaveLength(2);
    slow.resolve(nu.answer(nu.int, 2));
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });

  it("gives the command the engine's release", async () => {
    const which = command("which", ({ engine }) => nu.answer(nu.int, engine.version.minor));
    const { engine } = await greetedPlugin([which], "0.107.0");
    engine.send(run(0, "which"));
    await expect(engine.reply(0)).resolves.toEqual(intReply(107));
  });
});

describe("input", () => {
  it.each(["ListStream", "ByteStream"])(
    "that is a %s is dropped before the command runs [input-stream-dropped]",
    async (kind) => {
      const { engine } = await greetedPlugin([deaf]);
      engine.send(run(0, "deaf", { input: { [kind]: { id: 42, span: head, metadata: null } } }));
      await expect(engine.first("Drop")).resolves.toBe(42);
      engine.send(
        { Data: [42, { List: { Int: { val: 1, span: head } } }] },
        { Data: [42, { Raw: { Ok: [1] } }] },
        { End: 42 },
      );
      engine.send({ Call: [1, "Metadata"] });
      await engine.reply(1);
      expect(engine.all("Drop")).toEqual([42]);
    },
  );

  it("that is a value is passed over, also to an unknown command", async () => {
    const { engine } = await greetedPlugin([one]);
    const input = { Value: [{ Int: { val: 1, span: head } }, null] };
    engine.send(run(0, "one", { input }), run(1, "two", { input: { ListStream: { id: 3, span: head } } }));
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
    await expect(engine.first("Drop")).resolves.toBe(3);
  });
});

describe("unknown ids", () => {
  it("of streams and engine calls are ignored [unknown-ids]", async () => {
    const { engine } = await greetedPlugin([one]);
    engine.send({ Ack: 9 }, { Drop: 9 }, { End: 9 }, { Data: [9, { Raw: { Ok: [] } }] });
    engine.send({ EngineCallResponse: [9, { PipelineData: "Empty" }] }, { Signal: "Reset" }, run(0, "one"));
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
  });
});

describe("a streamed answer", () => {
  async function* upTo(end: number, failAt = 0) {
    for (let number = 1; number <= end; number++) {
      if (number === failAt) throw new Error(`cannot count to ${number}`);
      yield number;
    }
  }
  const stream = (items: AsyncIterable<number>) => command("stream", () => nu.streamAnswer(nu.int, items));

  it("is a header, the items and an end, each stream with an id of its own [stream-order]", async () => {
    const counter = command("count", () => nu.streamAnswer(nu.int, upTo(2), { contentType: "text/plain" }));
    const { engine } = await greetedPlugin([counter]);
    engine.send(run(0, "count"));
    await engine.first("End");
    engine.send(run(1, "count"));
    await engine.until(() => engine.all("End")[1]);
    const header = { span: head, metadata: expect.objectContaining({ content_type: "text/plain" }) };
    expect(engine.messages.slice(1)).toEqual(
      [0, 1].flatMap((id) => [
        { CallResponse: [id, { PipelineData: { ListStream: { id, ...header } } }] },
        { Data: [id, { List: { Int: [1, at] } }] },
        { Data: [id, { List: { Int: [2, at] } }] },
        { End: id },
      ]),
    );
  });

  it("waits for its reader, and ends with its producer when the reader leaves [stream-drop]", async () => {
    const numbers = upTo(1000);
    const { engine } = await greetedPlugin([stream(numbers)]);
    engine.send(run(0, "stream"));
    await engine.until(() => engine.items(0)[99]);
    await settled();
    expect(engine.items(0)).toHaveLength(100);
    engine.send({ Ack: 0 }, { Ack: 0 }, { Ack: 0 });
    await engine.until(() => engine.items(0)[102]);
    engine.send({ Drop: 0 });
    await expect(engine.first("End")).resolves.toBe(0);
    await expect(numbers.next()).resolves.toEqual({ done: true, value: undefined });
    expect(engine.items(0)).toHaveLength(103);
  });

  it("wakes a producer that waits by its signal when the reader leaves [stream-drop-idle]", async () => {
    const woken = deferred<string>();
    async function* idle(signal: AbortSignal) {
      yield 0;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      woken.resolve("woken");
    }
    const { engine } = await greetedPlugin([command("idle", ({ signal }) => nu.streamAnswer(nu.int, idle(signal)))]);
    engine.send(run(0, "idle"));
    await engine.until(() => engine.items(0)[0]);
    engine.send({ Drop: 0 });
    await expect(engine.first("End")).resolves.toBe(0);
    await expect(woken.promise).resolves.toBe("woken");
  });

  it("that fails half way carries the error as its last item, then ends [stream-error]", async () => {
    const { engine } = await greetedPlugin([stream(upTo(5, 3))]);
    engine.send(run(0, "stream"));
    await engine.first("End");
    const msg = "The plugin failed: cannot count to 3";
    expect(engine.items(0)).toEqual([
      { List: { Int: [1, at] } },
      { List: { Int: [2, at] } },
      { List: { Error: [expect.objectContaining({ msg }), at] } },
    ]);
    expect(stderr.join("")).toContain("cannot count to 3");
  });

  it("may ask the engine until it ends, and no longer", async () => {
    async function* homes(engine: nu.Engine) {
      yield (await engine.currentDir()).length;
    }
    let later: nu.Engine | undefined;
    const asking = command("ask", ({ engine }) => {
      later = engine;
      return nu.streamAnswer(nu.int, homes(engine));
    });
    const { engine } = await greetedPlugin([asking]);
    engine.send(run(0, "ask"));
    await engine.first("EngineCall");
    engine.send({
      EngineCallResponse: [0, { PipelineData: { Value: [{ String: { val: "/w", span: head } }, null] } }],
    });
    await engine.first("End");
    expect(engine.items(0)).toEqual([{ List: { Int: [2, at] } }]);
    await settled();
    await expect(later?.currentDir()).rejects.toThrow("Nushell can be asked no more");
  });
});

describe("an error", () => {
  it("that a command throws ends that call only; a bug's stack goes to stderr [command-error]", async () => {
    const labels = [{ text: "here", span: head }];
    const { engine } = await greetedPlugin([
      command("user", () => Promise.reject(new nu.LabeledError("No such task", { labels, help: "Look" }))),
      command("bug", () => {
        throw new TypeError("x is not a function");
      }),
      one,
    ]);
    engine.send(run(0, "user"), run(1, "bug"), run(2, "one"));
    await expect(engine.reply(0)).resolves.toMatchObject({ Error: { msg: "No such task", labels, help: "Look" } });
    await expect(engine.reply(1)).resolves.toEqual(errorReply("The plugin failed: x is not a function"));
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    expect(stderr.join("")).toContain("TypeError: x is not a function\n    at ");
    expect(stderr).toHaveLength(1);
  });

  it("in writing a value ends that call only, and leaves no half message behind [value-range]", async () => {
    const { engine } = await greetedPlugin([
      command("big", () => nu.answer(nu.int, 2n ** 63n)),
      command("stream", () =>
        nu.streamAnswer(
          nu.int,
          (async function* () {
            yield 1;
            yield 1.5;
          })(),
        ),
      ),
      one,
    ]);
    engine.send(run(0, "big"), run(1, "stream"), run(2, "one"));
    await expect(engine.reply(0)).resolves.toEqual(
      errorReply("The plugin failed: does not fit 64 bits: 9223372036854775808"),
    );
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    await engine.first("End");
    expect(engine.items(0)).toMatchObject([{ List: { Int: [1, at] } }, { List: { Error: [{}, at] } }]);
  });
});

describe("Interrupt", () => {
  it("answers every pending call with an error, even of commands that ignore it [interrupt]", async () => {
    const { engine } = await greetedPlugin([deaf, home, one]);
    engine.send(run(0, "deaf"), run(1, "home"), run(2, "deaf"));
    await engine.first("EngineCall");
    engine.send({ Signal: "Interrupt" });
    for (const id of [0, 1, 2]) await expect(engine.reply(id)).resolves.toEqual(interruptedReply);
    engine.send(run(3, "one"));
    await expect(engine.reply(3)).resolves.toEqual(intReply(1));
  });

  it("reaches a command through its signal, and what it gives then is not sent", async () => {
    const heeding = command("heed", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return nu.answer(nu.int, 7);
    });
    const { engine } = await greetedPlugin([heeding, one]);
    engine.send(run(0, "heed"));
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await settled();
    expect(engine.all("CallResponse")).toHaveLength(1);
  });

  it("ends streams, idle ones too [interrupt-stream]", async () => {
    async function* idle() {
      yield 0;
      await new Promise(() => {});
    }
    const { engine } = await greetedPlugin([command("idle", () => nu.streamAnswer(nu.int, idle()))]);
    engine.send(run(0, "idle"));
    await engine.until(() => engine.items(0)[0]);
    engine.send({ Signal: "Interrupt" });
    await expect(engine.first("End")).resolves.toBe(0);
    expect(engine.items(0)).toHaveLength(1);
  });

  it("is not what Reset means", async () => {
    const slow = deferred<nu.Answer>();
    const { engine } = await greetedPlugin([command("slow", () => slow.promise)]);
    engine.send(run(0, "slow"), { Signal: "Reset" }, { Signal: "Reset" });
    await settled();
    slow.resolve(nu.answer(nu.int, 2));
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });
});

describe("the end", () => {
  it("comes with Goodbye, said once or twice [goodbye]", async () => {
    for (const words of [["Goodbye"], ["Goodbye", "Goodbye"]]) {
      const { engine, served, output } = await greetedPlugin([one]);
      engine.send(...words);
      await expect(served).resolves.toBeUndefined();
      expect(output.writableFinished).toBe(true);
    }
  });

  it("waits after Goodbye for calls under way [goodbye-waits]", async () => {
    const slow = deferred<nu.Answer>();
    const { engine, served } = await greetedPlugin([command("slow", () => slow.promise)]);
    engine.send(run(0, "slow"), "Goodbye", "Goodbye");
    let over = false;
    void served.then(() => (over = true));
    await settled();
    expect(over).toBe(false);
    slow.resolve(nu.answer(nu.int, 2));
    await served;
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });

  it("comes with the end of input, which aborts calls under way [end-of-input]", async () => {
    let signal: AbortSignal | undefined;
    const held = command("held", (call) => {
      signal = call.signal;
      return new Promise(() => {});
    });
    const { engine, input, served } = await greetedPlugin([held, home]);
    engine.send(run(0, "held"), run(1, "home"));
    await engine.first("EngineCall");
    input.end();
    await expect(served).resolves.toBeUndefined();
    expect(signal?.aborted).toBe(true);
    expect(stderr).toEqual([]);
  });

  it("comes with the end of input before Hello", async () => {
    const { input, served } = startPlugin();
    input.end();
    await expect(served).resolves.toBeUndefined();
  });

  it("comes when nobody reads any more: a broken pipe is no failure [broken-pipe]", async () => {
    const input = new PassThrough();
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    await expect(nu.serve({ version: "1", commands: [] }, { input, output: broken })).resolves.toBeUndefined();
  });

  it("comes when the input breaks", async () => {
    const { input, served } = await greetedPlugin();
    input.destroy(new Error("ECONNRESET"));
    await expect(served).resolves.toBeUndefined();
  });

  it("releases what was kept alive", async () => {
    const release = vi.fn();
    const keep = command("keep", ({ engine }) => {
      engine.keepAlive(60_000, release);
      return nu.answer(nu.int, 1);
    });
    const { engine, served } = await greetedPlugin([keep]);
    engine.send(run(0, "keep"));
    await expect(engine.first("Option")).resolves.toEqual({ GcDisabled: true });
    await engine.reply(0);
    expect(release).not.toHaveBeenCalled();
    engine.send("Goodbye");
    await served;
    expect(release).toHaveBeenCalledOnce();
  });
});

describe("bytes that are no message", () => {
  const hello = () => startPlugin([one]);

  it.each([
    { what: "a byte that begins nothing", bytes: Buffer.of(0xc1), problem: "byte 0xc1 begins no MessagePack value" },
    { what: "a number", bytes: Buffer.of(0x07), problem: "message is not a map but a number" },
    { what: "an unknown message", bytes: Buffer.from("\xa3Bye", "latin1"), problem: 'unknown message: "Bye"' },
  ])("end it all: $what [bad-message]", async ({ bytes, problem }) => {
    const { input, served } = hello();
    input.write(bytes);
    await expect(served).rejects.toThrow(problem);
  });

  it("are named as what they are also inside a message", async () => {
    const { input, served } = hello();
    input.write(Buffer.of(0x92, 0x01));
    await settled();
    input.write(Buffer.of(0xc1));
    await expect(served).rejects.toThrow("byte 0xc1");
  });

  it("are told where the input ends in the middle [truncated]", async () => {
    const { input, served } = hello();
    input.end(Buffer.of(0x92, 0x01));
    await expect(served).rejects.toThrow("the input ended in the middle of a message");
  });

  it("are the last that is read: no later call is run", async () => {
    const work = vi.fn(() => nu.answer(nu.int, 1));
    const { engine, served } = await greetedPlugin([command("work", work)]);
    engine.send("Bye");
    engine.send(run(0, "work"));
    await expect(served).rejects.toThrow("Bye");
    await settled();
    expect(work).not.toHaveBeenCalled();
  });
});
