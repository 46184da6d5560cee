import { PassThrough, Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { deferred } from "./deferred.ts";
import { EngineSide, run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin, home, intReply, one, settled, startPlugin } from "./fake-engine.ts";

const stderr = capturedStderr();

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
    const slow = deferred<nu.PipelineData>();
    const { engine, served } = await greetedPlugin([command("slow", () => slow.promise)]);
    engine.send(run(0, "slow"), "Goodbye", "Goodbye");
    let over = false;
    void served.then(() => (over = true));
    await settled();
    expect(over).toBe(false);
    slow.resolve(nu.value(nu.int, 2));
    await served;
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });

  it("waits until a slow reader has all of a long answer [drained]", async () => {
    const input = new PassThrough();
    const read: Buffer[] = [];
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        read.push(chunk);
        setTimeout(done, 20);
      },
    });
    const long = command("long", () => nu.value(nu.string, "x".repeat(300_000)));
    const served = nu.serve({ version: "1", commands: [long] }, { input, output });
    const engine = new EngineSide((bytes) => input.write(bytes));
    engine.hello();
    engine.send(run(0, "long"), "Goodbye");
    await served;
    engine.receive(Buffer.concat(read));
    await expect(engine.value(0)).resolves.toBe("x".repeat(300_000));
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
    expect(stderr.text()).toBe("");
  });

  it("fails the questions that wait for an answer [engine-close]", async () => {
    let failure: unknown;
    const ask = command("ask", async ({ engine }) => {
      await engine.currentDir().catch((error: unknown) => (failure = error));
      return nu.empty;
    });
    const { engine, input, served } = await greetedPlugin([ask]);
    engine.send(run(0, "ask"));
    await engine.first("EngineCall");
    input.end();
    await served;
    expect(failure).toMatchObject({ message: "The connection to Nushell has ended" });
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

  it("closes what was held", async () => {
    const close = vi.fn();
    const keep = command("keep", ({ engine }) => {
      engine.keepAlive(60_000, { close });
      return nu.value(nu.int, 1);
    });
    const { engine, served } = await greetedPlugin([keep]);
    engine.send(run(0, "keep"));
    await expect(engine.first("Option")).resolves.toEqual({ GcDisabled: true });
    await engine.reply(0);
    expect(close).not.toHaveBeenCalled();
    engine.send("Goodbye");
    await served;
    expect(close).toHaveBeenCalledOnce();
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
    const work = vi.fn(() => nu.value(nu.int, 1));
    const { engine, served } = await greetedPlugin([command("work", work)]);
    engine.send("Bye");
    engine.send(run(0, "work"));
    await expect(served).rejects.toThrow("Bye");
    await settled();
    expect(work).not.toHaveBeenCalled();
  });
});
