import { once } from "node:events";
import { fork } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Readable, Writable } from "node:stream";
import { checkBuilt } from "../../test/support/built.ts";
import { pluginFile } from "../../test/support/nu.ts";
import { Engine } from "./engine.ts";

/** What a process holds at one moment. Memory is in bytes, and that of the heap is what is left after a collection. */
export interface Held {
  /** As the system counts it, after a collection. */
  readonly resident: number;
  /** What JavaScript keeps. */
  readonly heap: number;
  /** What V8 has compiled: ever more of it for hours, until each function that is called now and then has been optimized. */
  readonly code: number;
  readonly external: number;
  /** What keeps the event loop alive: streams and timers. */
  readonly handles: number;
  /** Of the process's own events. */
  readonly listeners: number;
  readonly descriptors: number;
  /** Directories under inotify. */
  readonly watches: number;
  readonly children: number;
}

/** What the probe tells. */
type Own = Omit<Held, "resident" | keyof ReturnType<typeof heldBy>>;

/** Starts the plugin that was built, with what looks into it, and greets it. Its environment is that of nobody. */
export async function startPlugin(directory: string) {
  checkBuilt();
  const probe = fileURLToPath(new URL("probe.cjs", import.meta.url));
  const child = fork(pluginFile, ["--stdio"], {
    execArgv: ["--expose-gc", "--require", probe],
    stdio: ["pipe", "pipe", "pipe", "ipc"],
    cwd: directory,
  });
  const ended = once(child, "exit").then(([code]: unknown[]) => {
    throw new Error(`the plugin ended with ${String(code)}:\n${stderr}`);
  });
  ended.catch(() => {});
  let stderr = "";
  // Warnings of bad files come by the thousand.
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-2000)));
  const engine = new Engine(streamOf(child.stdin), streamOf(child.stdout), directory);
  await Promise.race([engine.greeted, ended]);
  return {
    engine,
    ended,
    /** Returns the resident memory in bytes, with all that V8 has not collected yet. */
    resident: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "latin1"))?.[1]) * 1024,
    async held(): Promise<Held> {
      const system = heldBy(`/proc/${child.pid}`);
      const answer = once(child, "message");
      child.send("look");
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the probe sends.
      const [{ rss: resident, ...own }] = (await answer) as [Own & { readonly rss: number }];
      return { ...system, ...own, resident };
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function streamOf<T extends Readable | Writable>(stream: T | null): T {
  if (stream === null) throw new Error("the plugin has no such stream");
  return stream;
}

/** What Linux tells of a process, by its path in /proc. */
function heldBy(path: string) {
  const descriptors = readdirSync(`${path}/fd`);
  const watches = descriptors
    .filter((descriptor) => readlinkSync(`${path}/fd/${descriptor}`) === "anon_inode:inotify")
    .flatMap((descriptor) => readFileSync(`${path}/fdinfo/${descriptor}`, "latin1").match(/^inotify /gm) ?? []);
  const children = readdirSync(`${path}/task`).flatMap(
    (thread) => readFileSync(`${path}/task/${thread}/children`, "latin1").match(/\d+/g) ?? [],
  );
  return { descriptors: descriptors.length, watches: watches.length, children: children.length };
}
