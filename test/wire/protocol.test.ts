import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { pack } from "../nushell/message-pack.ts";
import { run } from "../nushell/host/engine-side.ts";
import { fixtures, pluginFile } from "../support/nu.ts";
import { greetedPlugin, lines, startPlugin } from "./plugin-process.ts";

const preamble = Buffer.from("\x07msgpack");

describe("the process", () => {
  it("writes the encoding's name first, and then nothing until it is greeted [stdio-start]", async () => {
    const { stdin, exited } = startPlugin(["--stdio"]);
    stdin.end();
    await expect(exited).resolves.toEqual({ code: 0, stdout: preamble, stderr: "" });
  });

  it("answers Hello, metadata, signatures and a call", async () => {
    const { engine } = await greetedPlugin();
    engine.send({ Call: [0, "Metadata"] }, { Call: [1, "Signature"] }, run(2, "orch nothing"));
    await expect(engine.reply(0)).resolves.toEqual({ Metadata: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) } });
    await expect(engine.reply(1)).resolves.toEqual({
      Signature: expect.arrayContaining([expect.objectContaining({ sig: expect.objectContaining({ name: "orch" }) })]),
    });
    await expect(engine.reply(2)).resolves.toMatchObject({
      Error: { msg: 'This plugin has no command "orch nothing"' },
    });
  });

  it("understands messages however their bytes are split", async () => {
    const { engine, stdin } = await greetedPlugin();
    for (const byte of pack({ Call: [0, "Metadata"] })) {
      stdin.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect(engine.reply(0)).resolves.toHaveProperty("Metadata");
  });

  it("keeps stdout for the protocol, whatever a library prints [stdout-clean]", async () => {
    const { engine, exited } = await greetedPlugin({ preload: "chatter" });
    for (let id = 0; id < 20; id++) {
      engine.send({ Call: [id, "Metadata"] });
      await engine.reply(id);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    engine.send("Goodbye");
    const { code, stdout, stderr } = await exited;
    expect(code).toBe(0);
    expect(stdout.toString("latin1")).not.toContain("chatter");
    expect(engine.messages).toHaveLength(21);
    for (const by of ["console.log", "console.info", "process.stdout"]) expect(stderr).toContain(`chatter by ${by}`);
  });

  it("keeps a stdout that is no pipe from JavaScript's own ways to it [stdout-guarded]", async () => {
    const { engine, exited } = await greetedPlugin({ file: `${fixtures}/plugins/nu_plugin_misprinting` });
    for (const [id, way] of ["console", "property", "import", "worker"].entries()) {
      engine.send(run(id, "misprint", { positional: [{ String: { val: way, span: { start: 1, end: 2 } } }] }));
      await expect(engine.reply(id)).resolves.toHaveProperty("PipelineData");
    }
    engine.send("Goodbye");
    const { code, stderr } = await exited;
    expect(code).toBe(0);
    expect(lines(stderr)).toEqual(["printed while loading", "by console", "by property", "by import", "by worker"]);
  });
});

describe("the end", () => {
  it("comes at Goodbye though stdin stays open, with exit code 0 [stdio-goodbye]", async () => {
    const { engine, exited } = await greetedPlugin();
    engine.send("Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("comes when a long answer is out, whole [drained]", async () => {
    const { engine, exited } = await greetedPlugin();
    const name = "x".repeat(300_000);
    engine.send(run(0, name), "Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
    await expect(engine.reply(0)).resolves.toMatchObject({ Error: { msg: `This plugin has no command "${name}"` } });
  });

  it.each([
    ["a pipe", `"$0" --stdio | head -c 1`],
    ["a socket", `"$0" --stdio`],
  ])("comes when nobody reads %s any more, though the input stays open [broken-pipe]", async (_, command) => {
    const child = spawn("sh", ["-c", command, pluginFile]);
    onTestFinished(() => void child.kill("SIGKILL"));
    // It may have ended before it has read everything.
    child.stdin.on("error", () => {});
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    await once(child.stdout, "data");
    child.stdout.destroy();
    child.stdin.write(pack({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } }));
    for (let id = 0; id < 60; id++) child.stdin.write(pack({ Call: [id, "Signature"] }));
    const [code]: unknown[] = await once(child, "exit");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("comes at the end of input, with exit code 0 [stdio-eof]", async () => {
    const { stdin, exited } = await greetedPlugin();
    stdin.end();
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("comes at the end of input while a call waits for the engine", async () => {
    const { engine, stdin, exited } = await greetedPlugin();
    engine.send(run(0, "orch status"));
    await engine.first("EngineCall");
    stdin.end();
    await expect(exited).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("hands over all that was written before it", async () => {
    const { engine, exited } = await greetedPlugin();
    const ids = Array.from({ length: 200 }, (_, id) => id);
    engine.send(...ids.map((id) => ({ Call: [id, "Signature"] })), "Goodbye");
    await expect(exited).resolves.toMatchObject({ code: 0 });
    expect(engine.all("CallResponse")).toHaveLength(ids.length);
  });
});

describe("what is no message", () => {
  it.each([
    { what: "garbage", bytes: Buffer.from("GET / HTTP/1.1\r\n"), problem: "message is not a map but a number" },
    { what: "a byte that begins nothing", bytes: Buffer.of(0xc1), problem: "byte 0xc1 begins no MessagePack value" },
    { what: "an unknown variant", bytes: pack({ Dance: 1 }), problem: 'unknown message: "Dance"' },
    { what: "a call before Hello", bytes: pack({ Call: [0, "Metadata"] }), problem: "a call came before Hello" },
    {
      what: "a release too old",
      bytes: pack({ Hello: { protocol: "nu-plugin", version: "0.97.1", features: [] } }),
      problem: "Nushell 0.97.1 is older than 0.98, the oldest supported: upgrade it",
    },
    {
      what: "another protocol",
      bytes: pack({ Hello: { protocol: "tea", version: "1.0.0", features: [] } }),
      problem: "not Nushell's plugin protocol: tea 1.0.0",
    },
    {
      what: "another protocol on two lines",
      bytes: pack({ Hello: { protocol: "tea\nand", version: "biscuits", features: [] } }),
      problem: "not Nushell's plugin protocol: tea and biscuits",
    },
  ])("ends the process with one line on stderr and exit code 1: $what [wire-broken]", async ({ bytes, problem }) => {
    const { stdin, exited } = startPlugin(["--stdio"]);
    stdin.write(bytes);
    const { code, stdout, stderr } = await exited;
    expect(lines(stderr)).toEqual([`nu_plugin_orchestrator: ${problem}`]);
    expect(code).toBe(1);
    expect(stdout).toEqual(preamble);
  });

  it("ends it also where the input stops in the middle of a message [wire-truncated]", async () => {
    const { stdin, exited } = startPlugin(["--stdio"]);
    stdin.end(pack({ Call: [0, "Metadata"] }).subarray(0, -1));
    const { code, stderr } = await exited;
    expect(lines(stderr)).toEqual(["nu_plugin_orchestrator: the input ended in the middle of a message"]);
    expect(code).toBe(1);
  });
});
