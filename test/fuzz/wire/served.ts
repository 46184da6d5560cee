import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { PassThrough } from "node:stream";
import { serve } from "nu-plugin";
import { messageOf } from "../../../benches/command-line.ts";
import { fixtures, pluginFile } from "../../support/nu.ts";
import { openPipes } from "../../support/pipes.ts";
import { plugins } from "./conversations.ts";
import { keptStderr } from "./kept-stderr.ts";

/** How a plugin ended, and what it had said to the terminal. */
export interface End {
  readonly code: number;
  readonly stderr: string;
}

/** A plugin at work, from Nushell's side. */
export interface Served {
  readonly write: (bytes: Buffer) => void;
  readonly close: (which: "stdin" | "stdout") => void;
  readonly listen: (receive: (chunk: Buffer) => void) => void;
  readonly ended: Promise<End>;
  /** Ends what has not ended by itself. */
  readonly kill: () => void;
}

/** Serves the plugin in this process, over two streams. What it prints to stderr counts as its own, so only one may run. */
export function serveHere(plugin: keyof typeof plugins): Served {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const stderr = keptStderr();
  let unhandled = "";
  const note = (error: unknown) => {
    unhandled += `unhandled, a bug: ${String(error)}\n`;
  };
  process.on("unhandledRejection", note);
  const release = () => {
    stderr.letGo();
    process.off("unhandledRejection", note);
  };
  const ended = serve(plugins[plugin], { input, output })
    .then(
      () => ({ code: 0, line: "" }),
      (error: unknown) => ({ code: 1, line: `plugin: ${messageOf(error).replaceAll(/\p{Cc}+/gu, " ")}\n` }),
    )
    .then(async ({ code, line }) => {
      // What it still has to say of calls that it has left.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      return { code, stderr: stderr.text() + unhandled + line };
    })
    .finally(release);
  return {
    write: (bytes) => void (input.writable && input.write(bytes)),
    close: (which) => void (which === "stdin" ? input.end() : output.destroy()),
    listen: (receive) => void output.on("data", receive),
    ended,
    kill: release,
  };
}

const files: Readonly<Record<keyof typeof plugins, string>> = {
  orchestrator: pluginFile,
  wire: `${fixtures}/plugins/nu_plugin_misled`,
};

/** Starts the plugin's process as Nushell does, on pipes, or as Node does, on sockets. */
export function startProcess(plugin: keyof typeof plugins, by: "pipes" | "sockets"): Served {
  const pipes = by === "pipes" ? openPipes() : undefined;
  const child = spawn(process.execPath, [files[plugin], "--stdio"], {
    env: { PATH: process.env["PATH"] },
    stdio: [pipes?.childs[0] ?? "pipe", pipes?.childs[1] ?? "pipe", "pipe"],
  });
  for (const descriptor of pipes?.childs ?? []) closeSync(descriptor);
  const [stdin, stdout] = pipes?.ours ?? [child.stdin, child.stdout];
  if (stdin === null || stdout === null || child.stderr === null) throw new Error("a pipe is missing");
  // It may end before it has read everything.
  stdin.on("error", () => {});
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<End>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      setImmediate(() => {
        stdin.destroy();
        stdout.destroy();
        if (code === null) reject(new Error(`was ended by ${String(signal)}`));
        else resolve({ code, stderr });
      });
    });
  });
  return {
    write: (bytes) => void (stdin.writable && stdin.write(bytes)),
    close: (which) => void (which === "stdin" ? stdin.destroy() : stdout.destroy()),
    listen: (receive) => void stdout.on("data", receive),
    ended,
    kill: () => void child.kill("SIGKILL"),
  };
}
