import { openSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { ReadStream, WriteStream } from "node:tty";
import { StdinBuffer } from "@earendil-works/pi-tui/dist/stdin-buffer.js";
import type { Terminal } from "@earendil-works/pi-tui/dist/terminal.js";
import { isFault } from "../../orchestrator/system/file-problem.ts";
import { isWindows } from "../../orchestrator/system/system.ts";

// The process's own stdin and stdout belong to Nushell's protocol, so the terminal is opened by its name.
const [keyboard, screen] = isWindows ? ["\\\\.\\CONIN$", "\\\\.\\CONOUT$"] : ["/dev/tty", "/dev/tty"];

const endings = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Ends the process in such a way that its "exit" is told of, and the terminal restored: a signal alone would not do that. */
function endBy(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

/** Opens the terminal that the process was started from; undefined if there is none. Throws if the system cannot tell. */
export function openTerminal(): ControllingTerminal | undefined {
  try {
    return new ControllingTerminal();
  } catch (error) {
    if (isFault(error)) throw error;
    return undefined;
  }
}

/** The terminal that the process was started from, as the library that draws needs it. */
export class ControllingTerminal implements Terminal {
  readonly kittyProtocolActive = false;
  readonly #input: ReadStream;
  readonly #fd: number;
  readonly #output: WriteStream;
  readonly #keys = new StdinBuffer();
  #size: readonly [columns: number, rows: number];
  #onResize = (): void => {};

  /** Throws the system's error if there is no terminal. */
  constructor() {
    this.#input = new ReadStream(openSync(keyboard, "r+"));
    this.#fd = openSync(screen, "r+");
    this.#output = new WriteStream(this.#fd);
    this.#size = this.#output.getWindowSize();
    // One that was closed takes nothing more. Nushell then ends, and with it the plugin.
    for (const stream of [this.#input, this.#output]) stream.on("error", () => {});
  }

  get columns(): number {
    return this.#size[0] || 80;
  }

  get rows(): number {
    return this.#size[1] || 24;
  }

  start(onKey: (key: string) => void, onResize: () => void): void {
    this.#keys.on("data", onKey);
    this.#input.setEncoding("utf8").on("data", (text: string) => this.#keys.process(text));
    this.#input.setRawMode(true);
    this.#onResize = onResize;
    process.on("SIGWINCH", this.#measure);
    process.on("SIGCONT", this.#takeBack);
    for (const signal of endings) process.on(signal, endBy);
  }

  stop(): void {
    process.off("SIGWINCH", this.#measure);
    process.off("SIGCONT", this.#takeBack);
    for (const signal of endings) process.off(signal, endBy);
    this.#keys.destroy();
    this.#input.setRawMode(false).pause();
  }

  /** Lets go of the terminal, after everything was written. */
  close(): void {
    this.#input.destroy();
    this.#output.destroy();
  }

  write(data: string): void {
    this.#output.write(data);
  }

  /** The end of the process waits for no stream. */
  restoreOnExit(before: string, after: string): void {
    writeSync(this.#fd, `${before}${after}`);
  }

  hideCursor(): void {
    this.write("\u001b[?25l");
  }

  showCursor(): void {
    this.write("\u001b[?25h");
  }

  // What the library asks of a terminal only outside of the alternate screen.
  async drainInput(): Promise<void> {}
  moveBy(): void {}
  clearLine(): void {}
  clearFromCursor(): void {}
  clearScreen(): void {}
  setTitle(): void {}
  setProgress(): void {}
  setProgramStatus(): void {}

  /** Node learns the size of a terminal when it opens it, and later ones only of the process's own streams. */
  readonly #measure = (): void => {
    const opened = new WriteStream(openSync(screen, "r+"));
    this.#size = opened.getWindowSize();
    opened.destroy();
    this.#onResize();
  };

  /** After a suspension the shell may have set the terminal as it needs it. */
  readonly #takeBack = (): void => {
    this.#input.setRawMode(false).setRawMode(true);
    this.#measure();
  };
}
