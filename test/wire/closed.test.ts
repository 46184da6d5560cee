import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { run } from "../nushell/host/engine-side.ts";
import { pack } from "../nushell/message-pack.ts";
import { fixtures, pluginFile } from "../support/nu.ts";
import { openPipes } from "../support/pipes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { greetedPlugin } from "./plugin-process.ts";

// Its script awaits `servePlugin` at its top level, where Node ends with 13 what is never settled.
const sdk = `${fixtures}/plugins/nu_plugin_misled`;
const asking = { [pluginFile]: "orch status", [sdk]: "wire variables" };

const silent = { code: 0, stderr: "" };

describe.each([pluginFile, sdk])("%s", (file) => {
  const name = asking[file] ?? "";

  it.each(["pipe", "socket"] as const)(
    "ends without a word where Nushell closes a %s of stdout while calls wait for its answers [end-silent]",
    async (by) => {
      const { engine, output, child } = await greetedPlugin({ by, file });
      let stderr = "";
      child.stderr?.on("data", (text: string) => (stderr += text));
      engine.send(run(0, name), run(1, name), run(2, name));
      await engine.first("EngineCall");
      output.destroy();
      // Only the answers tell it, as it has nothing else to say.
      for (let id = 0; id < engine.all("EngineCall").length; id++) {
        engine.send({ EngineCallResponse: [id, { Error: { msg: "no" } }] });
      }
      const [code]: unknown[] = await once(child, "exit");
      expect({ code, stderr }).toEqual(silent);
    },
  );

  it("ends without a word where nobody reads from the beginning, though stdin stays open [end-first-write]", async () => {
    const pipes = openPipes();
    const [stdin, stdout] = pipes.ours;
    stdout.destroy();
    await delay(0);
    const child = spawn(process.execPath, [file, "--stdio"], {
      env: { PATH: process.env["PATH"] },
      stdio: [...pipes.childs, "pipe"],
    });
    for (const descriptor of pipes.childs) closeSync(descriptor);
    onTestFinished(() => void child.kill("SIGKILL"));
    onTestFinished(() => void stdin.destroy());
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code]: unknown[] = await once(child, "exit");
    expect({ code, stderr }).toEqual(silent);
  });

  it.each([
    { when: "at once", which: [0, 1] },
    { when: "of its input", which: [0] },
    { when: "of its output, though it has nothing to say", which: [1] },
  ])("ends without a word where Nushell closes the sockets $when [end-sockets]", async ({ when, which }) => {
    const path = join(temporaryDirectory(), "plugin.sock");
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on("error", () => {})));
    await once(server.listen(path), "listening");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const child = spawn(process.execPath, [file, "--local-socket", path], { stdio: ["ignore", "ignore", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const exited = once(child, "exit");
    while (sockets.length < 2) await once(server, "connection");
    if (when !== "at once") {
      sockets[0]?.write(pack({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } }));
      sockets[0]?.write(pack(run(0, name)));
      // It has asked, and waits.
      if (sockets[1] !== undefined)
        for (let said = 0; said < 60;) said += Buffer.from((await once(sockets[1], "data"))[0]).length;
    }
    for (const index of which) sockets[index]?.destroy();
    await expect(exited).resolves.toEqual([0, null]);
    expect(stderr).toBe("");
  });
});
