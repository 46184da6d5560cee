import { spawn } from "node:child_process";
import { closeSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { EngineSide } from "../nushell/host/engine-side.ts";
import { checkBuilt } from "../support/built.ts";
import { pluginFile } from "../support/nu.ts";
import { openPipes } from "../support/pipes.ts";

checkBuilt();

const preloads = {
  chatter: new URL("./preload/chatter.cjs", import.meta.url),
  loaded: new URL("./preload/loaded.cjs", import.meta.url),
  oldNode: new URL("./preload/old-node.cjs", import.meta.url),
};

export interface PluginOptions {
  /** The launcher; the repository's own if not given. */
  readonly file?: string;
  /** Starts the file itself, by its first line, instead of Node with the file. */
  readonly direct?: boolean;
  /** What Node loads first. */
  readonly preload?: keyof typeof preloads;
  readonly env?: Readonly<Record<string, string>>;
  /** What it talks by. Nushell gives pipes, Node a socket. A read of a non-blocking pipe never waits. */
  readonly by?: "socket" | "pipe" | "non-blocking pipe";
}

export interface Exit {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Starts the real plugin; it is ended with the test that started it. */
export function startPlugin(args: readonly string[], options: PluginOptions = {}) {
  const { file = pluginFile, direct = false, preload, env = {}, by = "socket" } = options;
  const require = preload === undefined ? [] : ["--require", fileURLToPath(preloads[preload])];
  const [command, first] = direct ? [file, []] : [process.execPath, [...require, file]];
  const pipes = by === "socket" ? undefined : openPipes(by === "pipe" ? 0 : constants.O_NONBLOCK);
  const child = spawn(command, [...first, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: [pipes?.childs[0] ?? "pipe", pipes?.childs[1] ?? "pipe", "pipe"],
  });
  for (const fd of pipes?.childs ?? []) closeSync(fd);
  onTestFinished(() => pipes?.ours.forEach((end) => end.destroy()));
  const [stdin, output] = pipes?.ours ?? [child.stdin, child.stdout];
  if (stdin === null || output === null || child.stderr === null) throw new Error("a pipe is missing");
  onTestFinished(() => void child.kill("SIGKILL"));
  // It may end before it has read everything.
  stdin.on("error", () => {});

  const engine = new EngineSide((bytes) => stdin.write(bytes));
  const stdout: Buffer[] = [];
  let stderr = "";
  const exited = new Promise<Exit>((resolve, reject) => {
    output.on("data", (chunk: Buffer) => {
      stdout.push(chunk);
      try {
        if (args.includes("--stdio")) engine.receive(chunk);
      } catch (error) {
        reject(error);
      }
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr });
      engine.end(new Error(`the plugin ended with ${code}, and said on stderr: ${stderr}`));
    });
  });
  return { engine, child, stdin, output, exited };
}

/** The same, once both have said Hello. */
export async function greetedPlugin(options: PluginOptions = {}) {
  const plugin = startPlugin(["--stdio"], options);
  plugin.engine.hello();
  await plugin.engine.first("Hello");
  return plugin;
}

/** The lines of a text, without the empty one after the last. */
export function lines(text: string): readonly string[] {
  return text.replace(/\n$/, "").split("\n");
}
