import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { windowsNode } from "../support/runtimes.ts";

const given = process.env["WINEPREFIX"];
/** The folder with the disk C: and the registry: WINEPREFIX, or one that is made the first time. */
export const prefix = given ?? fileURLToPath(new URL("../../node_modules/.cache/wine", import.meta.url));

const { HOME: _home, CI: _ci, ...others } = process.env;
/** What Wine needs to know. Windows has no HOME, and where CI is set, tests demand Nickel and KCL, which are not there. */
export const wineEnvironment: NodeJS.ProcessEnv = { ...others, WINEPREFIX: prefix, WINEDEBUG: "-all" };

/** A path of Linux as Windows has it under Wine. */
export const onWindows = (path: string): string => `Z:${path.replaceAll("/", "\\")}`;

/** Makes what stands for the disk C: and the registry, the first time. Throws where there is no Wine. */
export function makePrefix(): void {
  if (existsSync(join(prefix, "system.reg"))) return;
  mkdirSync(prefix, { recursive: true });
  // Node starts on Windows 8.1 and later only, and Wine 8.0 says by itself that it is Windows 7.
  execFileSync("wine", ["winecfg", "-v", "win10"], { env: wineEnvironment, stdio: "ignore" });
  execFileSync("wineserver", ["--wait"], { env: wineEnvironment });
}

/** A script that Windows Node runs, and its connections to this process, in the order in which it made them. */
export interface WindowsProcess {
  readonly process: ChildProcess;
  readonly sockets: readonly Socket[];
}

/**
 * Starts a script of this folder on Windows Node. Its first argument is a port of this machine, to which it has to make
 * as many connections as asked for: under Wine 8.0 Node can use no pipe of Linux's. Rejects if it ends before.
 */
export async function startOnWindows(
  script: string,
  args: readonly string[],
  connections: number,
): Promise<WindowsProcess> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn("wine", [windowsNode(), path, String(port), ...args], { env: wineEnvironment, stdio: "ignore" });
  const sockets: Socket[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${script} ended with ${code} under Wine before it was connected`)));
      server.on("connection", (socket) => {
        if (sockets.push(socket) === connections) resolve();
      });
    });
  } finally {
    server.close();
  }
  return { process: child, sockets };
}
