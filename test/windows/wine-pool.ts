import { EventEmitter, once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PoolRunnerInitializer, PoolWorker } from "vitest/node";
import { receive, send } from "./messages.ts";
import { spawnUnderWine } from "./wine.ts";

const script = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A process of Windows Node under Wine, which runs test files for Vitest. They talk by TCP, as no pipe of Linux's reaches it whole. */
class WineWorker implements PoolWorker {
  readonly name = "wine";
  #events = new EventEmitter();
  #process: ChildProcess | undefined;
  #socket: Socket | undefined;

  on(event: string, callback: (argument: unknown) => void): void {
    this.#events.on(event, callback);
  }

  off(event: string, callback: (argument: unknown) => void): void {
    this.#events.off(event, callback);
  }

  send(message: unknown): void {
    if (this.#socket) send(this.#socket, message);
  }

  deserialize(message: unknown): unknown {
    return message;
  }

  async start(): Promise<void> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    this.#process = spawnUnderWine(script, [String(port)], { stdio: "ignore" });
    this.#process.on("error", (error) => this.#events.emit("error", error));
    this.#process.on("exit", (code) => this.#events.emit("exit", code));
    const [socket] = (await once(server, "connection")) as [Socket];
    server.close();
    socket.on("error", () => {});
    receive(socket, (message) => this.#events.emit("message", message));
    this.#socket = socket;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    this.#socket?.destroy();
    await ended;
  }
}

export const underWine: PoolRunnerInitializer = { name: "wine", createPoolWorker: () => new WineWorker() };
