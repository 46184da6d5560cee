import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface RestServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly pid: number;
  readonly stop: () => void;
}

/** Starts a server of the tasks of a data directory, in a process of its own. It does not notice when they change. */
export async function startRestServer(directory: string): Promise<RestServer> {
  const file = fileURLToPath(new URL("server.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file, directory], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [url] = await Promise.race([once(lines, "line"), once(child, "exit").then(() => [])]);
  if (typeof url !== "string" || child.pid === undefined) throw new Error("the REST server did not start");
  return { url, pid: child.pid, stop: () => child.kill() };
}
