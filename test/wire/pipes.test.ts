import { setTimeout as delay } from "node:timers/promises";
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { run } from "../nushell/host/engine-side.ts";
import { fixtures, pluginFile } from "../support/nu.ts";
import { pack } from "../nushell/message-pack.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { greetedPlugin } from "./plugin-process.ts";

// Nushell gives pipes, which on Linux are read and written without Node's streams at first.

const metadata = { Metadata: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) } };
const long = "x".repeat(1_000_000);
const unknown = { Error: { msg: `This plugin has no command "${long}"` } };
const noAnswer = (id: number) => ({ EngineCallResponse: [id, { Error: { msg: "no" } }] });

describe("on pipes the process", () => {
  it("ends at Goodbye though stdin stays open, at once or when a call has ended [stdio-goodbye]", async () => {
    const [idle, busy] = await Promise.all([greetedPlugin({ by: "pipe" }), greetedPlugin({ by: "pipe" })]);
    idle.engine.send("Goodbye");
    busy.engine.send(run(0, "orch status"));
    await busy.engine.first("EngineCall");
    busy.engine.send("Goodbye");
    // What comes now is read by itself, and a read waits again when the call has ended.
    await delay(50);
    for (let id = 0; id < busy.engine.all("EngineCall").length; id++) busy.engine.send(noAnswer(id));
    for (const { exited } of [idle, busy]) await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
    await expect(busy.engine.reply(0)).resolves.toHaveProperty("Error");
  });

  it("ends where the plugin's own code ends it, though a read waits [stdio-exit]", async () => {
    const { engine, exited } = await greetedPlugin({ by: "pipe", file: `${fixtures}/plugins/nu_plugin_misbehaving` });
    engine.send(run(0, "bad exit"));
    await expect(exited).resolves.toMatchObject({ code: 3 });
  });

  it("ends when nobody reads any more, though the input stays open [broken-pipe]", async () => {
    const { engine, output, exited, child } = await greetedPlugin({ by: "pipe" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    output.destroy();
    engine.send({ Call: [0, "Metadata"] });
    await expect(ended).resolves.toBe(0);
    await expect(exited).resolves.toMatchObject({ stderr: "" });
  });

  it("ends at the end of input, and at bytes that are no message [stdio-eof] [wire-broken]", async () => {
    const [ending, broken] = await Promise.all([greetedPlugin({ by: "pipe" }), greetedPlugin({ by: "pipe" })]);
    ending.stdin.destroy();
    broken.stdin.write(pack({ Dance: 1 }));
    await expect(ending.exited).resolves.toMatchObject({ code: 0, stderr: "" });
    await expect(broken.exited).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('"Dance"') });
  });

  it("reads on while nobody takes a long answer, and then hands over all of it in order [blocked-output]", async () => {
    const { engine, output, stdin, exited } = await greetedPlugin({ by: "pipe" });
    output.pause();
    engine.send(run(0, "orch status"), run(1, long));
    // A pipe holds 64 KiB: it takes more only if it is read.
    await new Promise((resolve) => stdin.write(Buffer.concat(Array(20_000).fill(pack({ Signal: "Reset" }))), resolve));
    engine.send({ Signal: "Interrupt" }, { Call: [2, "Metadata"] });
    await delay(50);
    output.resume();
    await expect(engine.reply(1)).resolves.toMatchObject(unknown);
    await expect(engine.reply(0)).resolves.toMatchObject({ Error: { msg: "Interrupted" } });
    await expect(engine.reply(2)).resolves.toEqual(metadata);
    engine.send("Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("hands over all of a long answer before it ends [drained]", async () => {
    const { engine, output, exited } = await greetedPlugin({ by: "pipe" });
    output.pause();
    engine.send(run(0, long), "Goodbye");
    await delay(50);
    output.resume();
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
    await expect(engine.reply(0)).resolves.toMatchObject(unknown);
  });

  it.each([
    ["whose reads never wait", { by: "non-blocking pipe" }],
    ["where Node has one thread for reads", { by: "pipe", env: { UV_THREADPOOL_SIZE: "1" } }],
    ["whatever was typed for the number of threads", { by: "pipe", env: { UV_THREADPOOL_SIZE: "" } }],
  ] as const)("answers calls %s [stdio-pipes]", async (_, options) => {
    const { engine, exited } = await greetedPlugin(options);
    for (let id = 0; id < 3; id++) {
      engine.send({ Call: [id, "Metadata"] });
      await expect(engine.reply(id)).resolves.toEqual(metadata);
      await delay(5);
    }
    engine.send("Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("loads neither Node's streams nor its sockets for its first call [start-streams]", async () => {
    const { engine, exited } = await greetedPlugin({ by: "pipe", preload: "loaded" });
    engine.send(run(0, "orch status"));
    await engine.first("EngineCall");
    engine.send(...engine.all("EngineCall").map((_, id) => noAnswer(id)));
    await engine.reply(0);
    engine.send("Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "[]" });
  });

  it("goes on when it has made Node's stream, a second after its start [stdio-pipes]", async () => {
    const { engine, stdin, exited } = await greetedPlugin({ by: "pipe" });
    await delay(1500);
    // Of the first the waiting read takes a part, and the stream the rest.
    const [first, ...rest] = pack({ Call: [0, "Metadata"] });
    stdin.write(Buffer.of(first ?? 0));
    await delay(50);
    stdin.write(Buffer.from(rest));
    await expect(engine.reply(0)).resolves.toEqual(metadata);
    engine.send({ Call: [1, "Metadata"] });
    await expect(engine.reply(1)).resolves.toEqual(metadata);
    engine.send("Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it.each(["<&-", "</dev/null", `<"$0" >out`])("ends where stdin is %s [stdio-eof]", (redirection) => {
    const cwd = temporaryDirectory();
    const { stdout, status } = spawnSync(
      "sh",
      ["-c", `"$0" --stdio ${redirection}; code=$?; cat out 2>/dev/null; exit $code`, pluginFile],
      { cwd },
    );
    // What is in that file begins no message.
    expect({ begin: stdout.toString("latin1"), status }).toEqual({
      begin: "\x07msgpack",
      status: redirection.includes("out") ? 1 : 0,
    });
  });
});
