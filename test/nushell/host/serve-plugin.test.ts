import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { basename, join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { command, capturedStderr, intReply, one, settled } from "./fake-engine.ts";
import * as nu from "../../../src/nushell/index.ts";
import { isWindows } from "../../../src/orchestrator/system/system.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { EngineSide, run } from "./engine-side.ts";

const stderr = capturedStderr();
afterEach(() => void vi.unstubAllEnvs());

/** Nushell's end of a local socket, as it waits for a plugin: what it is told through comes first. */
async function listen() {
  const folder = temporaryDirectory();
  const name = isWindows ? basename(folder) : join(folder, "plugin.sock");
  const connections: Socket[] = [];
  const server = createServer((socket) => connections.push(socket.on("error", () => {})));
  await once(server.listen(isWindows ? `\\\\.\\pipe\\${name}` : name), "listening");
  onTestFinished(() => {
    for (const connection of connections) connection.destroy();
    server.close();
  });
  const engine = new EngineSide((bytes) => connections[0]?.write(bytes));
  const connected = async () => {
    await vi.waitUntil(() => connections.length === 2);
    connections[1]?.on("data", (chunk: Buffer) => engine.receive(chunk));
  };
  return { name, connections, engine, connected };
}

const serveOn = (name: string, commands: readonly nu.Command[] = [one]) =>
  nu.servePlugin({ version: "1.2.3", commands }, ["--local-socket", name]);

describe("a plugin on a local socket", () => {
  it("is told by its first connection and answers by its second [socket]", async () => {
    const { name, engine, connections, connected } = await listen();
    const first: Buffer[] = [];
    const exit = serveOn(name);
    await connected();
    connections[0]?.on("data", (chunk: Buffer) => first.push(chunk));
    engine.hello();
    await engine.first("Hello");
    engine.send(run(0, "one"));
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
    engine.send("Goodbye");
    await expect(exit).resolves.toBe(0);
    expect(first).toEqual([]);
    expect(stderr.text()).toBe("");
  });

  it("ends with 0 when the engine closes its side, calls under way or not [socket]", async () => {
    const { name, engine, connections, connected } = await listen();
    let signal: AbortSignal | undefined;
    const held = command("held", (call) => {
      ({ signal } = call);
      return new Promise(() => {});
    });
    const exit = serveOn(name, [held]);
    await connected();
    engine.hello();
    engine.send(run(0, "held"));
    await vi.waitUntil(() => signal);
    connections[0]?.end();
    await expect(exit).resolves.toBe(0);
    expect(signal?.aborted).toBe(true);
  });

  it("ends with 0 when the engine is gone [broken-pipe]", async () => {
    const { name, engine, connections, connected } = await listen();
    const endless = command("endless", () =>
      nu.byteStream(
        "Binary",
        (function* () {
          for (;;) yield Buffer.alloc(1_000_000);
        })(),
      ),
    );
    const exit = serveOn(name, [endless]);
    await connected();
    engine.hello();
    engine.send(run(0, "endless"));
    await engine.first("CallResponse");
    for (const connection of connections) connection.destroy();
    await expect(exit).resolves.toBe(0);
    expect(stderr.text()).toBe("");
  });

  it("ends with 1 and one line on stderr when nobody listens there [socket]", async () => {
    const name = `${temporaryDirectory()}/nobody.sock`;
    await expect(serveOn(name)).resolves.toBe(1);
    expect(stderr.text()).toMatch(/^[^\n]+: connect ENOENT [^\n]+nobody\.sock\n$/);
  });

  it("ends with 1 and one line on stderr at what is no message [wire-broken]", async () => {
    const { name, engine, connected } = await listen();
    const exit = serveOn(name);
    await connected();
    engine.send({ Dance: 1 });
    await expect(exit).resolves.toBe(1);
    expect(stderr.text()).toMatch(/^[^\n]+: unknown message: "Dance"\n$/);
  });
});

describe("a plugin", () => {
  it("that a person starts says who does that, and ends with 2 [serve-by-hand]", async () => {
    const plugin = { version: "1", commands: [] };
    await expect(nu.servePlugin(plugin, [])).resolves.toBe(2);
    await expect(nu.servePlugin(plugin, ["--local-socket"])).resolves.toBe(2);
    const line = "This is a plugin for Nushell, which starts it by itself: see `help plugin add`\n";
    expect(stderr.text()).toBe(line + line);
  });

  it("writes a trace to the file that NU_PLUGIN_TRACE names [trace]", async () => {
    const path = `${temporaryDirectory()}/trace.jsonl`;
    vi.stubEnv("NU_PLUGIN_TRACE", path);
    const { name, engine, connected } = await listen();
    const exit = serveOn(name);
    await connected();
    engine.hello();
    await engine.first("Hello");
    engine.send("Goodbye");
    await exit;
    await settled();
    expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(3);
  });

  it("goes on without a trace where its file cannot be opened [trace-unopened]", async () => {
    vi.stubEnv("NU_PLUGIN_TRACE", "/nowhere/trace.jsonl");
    const { name, engine, connected } = await listen();
    const exit = serveOn(name);
    await connected();
    engine.hello();
    await engine.first("Hello");
    engine.send("Goodbye");
    await expect(exit).resolves.toBe(0);
    expect(stderr.text()).toMatch(/^No trace is written: ENOENT[^\n]+\n$/);
  });
});
