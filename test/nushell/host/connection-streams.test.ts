import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { deferred } from "./deferred.ts";
import { head, run } from "./engine-side.ts";
import {
  at,
  capturedStderr,
  command,
  deaf,
  greetedPlugin,
  home,
  interruptedReply,
  intReply,
  one,
  settled,
  taking,
  textResponse,
} from "./fake-engine.ts";

const stderr = capturedStderr();

describe("a streamed answer", () => {
  async function* upTo(end: number, failAt = 0) {
    for (let number = 1; number <= end; number++) {
      if (number === failAt) throw new Error(`cannot count to ${number}`);
      yield number;
    }
  }
  const stream = (items: AsyncIterable<number>) => command("stream", () => nu.listStream(nu.int, items));

  it("is a header, the items and an end, each stream with an id of its own [stream-order]", async () => {
    const counter = command("count", () => nu.listStream(nu.int, upTo(2), { contentType: "text/plain" }));
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
    engine.acknowledge(0, 50);
    await engine.until(() => engine.items(0)[149]);
    engine.send({ Drop: 0 });
    await expect(engine.first("End")).resolves.toBe(0);
    await expect(numbers.next()).resolves.toEqual({ done: true, value: undefined });
    expect(engine.items(0)).toHaveLength(150);
  });

  it("wakes a producer that waits by its signal when the reader leaves [stream-drop-idle]", async () => {
    const woken = deferred<string>();
    async function* idle(signal: AbortSignal) {
      yield 0;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      woken.resolve("woken");
    }
    const { engine } = await greetedPlugin([command("idle", ({ signal }) => nu.listStream(nu.int, idle(signal)))]);
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
    expect(stderr.text()).toContain("cannot count to 3");
  });

  it("may ask the engine until it ends, and no longer", async () => {
    async function* homes(engine: nu.Engine) {
      yield (await engine.currentDir()).length;
    }
    let later: nu.Engine | undefined;
    const asking = command("ask", ({ engine }) => {
      later = engine;
      return nu.listStream(nu.int, homes(engine));
    });
    const { engine } = await greetedPlugin([asking]);
    engine.send(run(0, "ask"));
    await engine.first("EngineCall");
    engine.send(textResponse(0, "/w"));
    await engine.first("End");
    expect(engine.items(0)).toEqual([{ List: { Int: [2, at] } }]);
    await settled();
    await expect(later?.currentDir()).rejects.toThrow("Nushell cannot be asked any more");
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

  it("reaches a plugin that goes through a range without end, and others meanwhile [input-endless]", async () => {
    const through = taking(nu.items(nu.int), async ({ input }) => {
      for await (const _ of input);
      return nu.empty;
    });
    const { engine } = await greetedPlugin([through, one]);
    engine.send(run(0, through.signature.name, { input: wire.value({ Range: { val: "1..", span: head } }) }));
    await settled();
    engine.send(run(1, "one"));
    await expect(engine.reply(1)).resolves.toEqual(intReply(1));
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
  });

  it("reaches a command through its signal, and what it gives then is not sent", async () => {
    const heeding = command("heed", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return nu.value(nu.int, 7);
    });
    const { engine } = await greetedPlugin([heeding, one]);
    engine.send(run(0, "heed"));
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await settled();
    expect(engine.all("CallResponse")).toHaveLength(1);
  });

  it("rejects what the call waits for, and drops the stream that is answered later [interrupt-question]", async () => {
    const failures: unknown[] = [];
    const asking = command("ask", async ({ engine }) => {
      await engine.callDecl(7, { returns: nu.items(nu.any) }).catch((error: unknown) => failures.push(error));
      await engine.currentDir().catch((error: unknown) => failures.push(error));
      return nu.empty;
    });
    const { engine } = await greetedPlugin([asking]);
    engine.send(run(0, "ask"));
    await engine.first("EngineCall");
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    await settled();
    expect(failures[0]).toMatchObject({ message: "Interrupted", options: { code: "nushell::interrupted" } });
    expect(failures).toHaveLength(2);
    engine.send({ EngineCallResponse: [0, { PipelineData: { ListStream: { id: 5, span: head } } }] });
    await expect(engine.first("Drop")).resolves.toBe(5);
    expect(engine.all("EngineCall")).toHaveLength(1);
  });

  it("ends streams, idle ones too [interrupt-stream]", async () => {
    async function* idle() {
      yield 0;
      await new Promise(() => {});
    }
    const { engine } = await greetedPlugin([command("idle", () => nu.listStream(nu.int, idle()))]);
    engine.send(run(0, "idle"));
    await engine.until(() => engine.items(0)[0]);
    engine.send({ Signal: "Interrupt" });
    await expect(engine.first("End")).resolves.toBe(0);
    expect(engine.items(0)).toHaveLength(1);
  });

  it("is for the calls that run: they stay interrupted after Reset, and a later call is not, even before Reset [signal-fresh]", async () => {
    const signals: AbortSignal[] = [];
    const slow = deferred<nu.PipelineData>();
    const noted = command("slow", ({ signal }) => {
      signals.push(signal);
      return slow.promise;
    });
    const { engine } = await greetedPlugin([noted]);
    engine.send(run(0, "slow"), { Signal: "Interrupt" }, run(1, "slow"), { Signal: "Reset" }, run(2, "slow"));
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
    slow.resolve(nu.value(nu.int, 2));
    await expect(engine.reply(1)).resolves.toEqual(intReply(2));
    await expect(engine.reply(2)).resolves.toEqual(intReply(2));
    expect(engine.all("CallResponse")).toHaveLength(3);
  });

  it("is not what Reset means [signal-reset]", async () => {
    const slow = deferred<nu.PipelineData>();
    const { engine } = await greetedPlugin([command("slow", () => slow.promise)]);
    engine.send(run(0, "slow"), { Signal: "Reset" }, { Signal: "Reset" });
    await settled();
    slow.resolve(nu.value(nu.int, 2));
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });
});
