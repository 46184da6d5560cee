import { EventEmitter, once } from "node:events";
import type { PoolRunnerInitializer, PoolWorker } from "vitest/node";
import { receive, send } from "./messages.ts";
import { startOnWindows, type WindowsProcess } from "./wine.ts";

/** A process of Windows Node that runs test files for Vitest, which itself runs on Linux. */
class WineWorker implements PoolWorker {
  readonly name = "wine";
  readonly #events = new EventEmitter();
  #started: WindowsProcess | undefined;

  on(event: string, callback: (argument: unknown) => void): void {
    this.#events.on(event, callback);
  }

  off(event: string, callback: (argument: unknown) => void): void {
    this.#events.off(event, callback);
  }

  send(message: unknown): void {
    for (const socket of this.#started?.sockets ?? []) send(socket, message);
  }

  deserialize(message: unknown): unknown {
    return message;
  }

  async start(): Promise<void> {
    this.#started = await startOnWindows("worker.ts", [], 1);
    this.#started.process.on("exit", (code) => this.#events.emit("exit", code));
    for (const socket of this.#started.sockets) {
      socket.on("error", (error) => this.#events.emit("error", error));
      receive(socket, (message) => this.#events.emit("message", message));
    }
  }

  async stop(): Promise<void> {
    if (this.#started === undefined) return;
    const { process, sockets } = this.#started;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, "exit");
    // The worker ends with its connection.
    for (const socket of sockets) socket.destroy();
    await ended;
  }
}

export const underWine: PoolRunnerInitializer = { name: "wine", createPoolWorker: () => new WineWorker() };
