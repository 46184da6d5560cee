import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import xterm, { type IBufferNamespace } from "@xterm/headless";
import { expect, onTestFinished } from "vitest";
import { isMac } from "../../src/orchestrator/system/system.ts";
import { temporaryDirectory, writeFiles } from "./temporary-directory.ts";
import { cleanEnvironment, fixtures, nuBinary, pluginFile } from "./nu.ts";

export interface Terminal {
  /** The process id of nu. */
  readonly nuId: number;
  /** The directory that is nu's home, and its own. */
  readonly home: string;
  /** Everything shown so far, control sequences left out. */
  screen(): string;
  /** Everything shown so far as the terminal gets it. */
  written(): string;
  /** The lines that can be seen now, which is what is left after all that drew over them. */
  lines(): readonly string[];
  /** What is drawn, with its looks: `normal` is the shell's screen and all above it, `alternate` that of a program that fills it. */
  readonly buffer: IBufferNamespace;
  /** Whether a program that fills the screen has it, and not the shell. */
  isAlternate(): boolean;
  /** Types what the program that runs reads. */
  type(keys: string): void;
  /** Types keys once the shell has its prompt: what is typed while a line still runs may be lost. */
  typeAtPrompt(keys: string): Promise<void>;
  /** Types Ctrl-C, and waits for the prompt that follows. */
  interrupt(): Promise<void>;
  resize(columns: number, rows: number): void;
  /** How the system handles what is typed and shown, as `stty -a` tells it. */
  settings(): string;
  /** Takes the terminal away, as who closes its window. */
  close(): void;
  /** Waits until the screen shows it. */
  shows(text: string | RegExp): Promise<void>;
}

export interface TerminalOptions {
  /** Environment variables on top of a clean environment, which has NO_COLOR. */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** Whether nu keeps what `plugin add` registers, in its home; it has no configuration else. */
  readonly registers?: boolean;
  /** What the shell that has started nu does once nu has ended. */
  readonly after?: string;
}

/**
 * What runs a line of shell in a terminal of its own, which no pipe is: `script`, part of every Linux. That of macOS needs a
 * terminal itself, so Python stands in for it there.
 */
export function inTerminal(shell: string): [program: string, ...args: string[]] {
  return isMac
    ? ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", "sh", "-c", shell]
    : ["script", "--quiet", "--flush", "--return", "--command", shell, "/dev/null"];
}

/** An interactive nu in a pseudo-terminal, at its prompt in fixtures/; it is killed when the test ends. */
export async function openTerminal(
  plugins: readonly string[] = [pluginFile],
  { env = {}, columns = 120, rows = 40, registers = false, after = "" }: TerminalOptions = {},
): Promise<Terminal> {
  const home = temporaryDirectory();
  // Without an empty configuration it would ask whether to make one.
  if (registers) writeFiles(home, { ".config/nushell/config.nu": "", ".config/nushell/env.nu": "" });
  const nu = `exec '${nuBinary()}' ${registers ? "" : "-n"} --plugins '${JSON.stringify(plugins)}'`;
  const shell = `tty >~/tty; stty rows ${rows} cols ${columns}; sh -c 'echo $$ >~/pid; ${nu.replaceAll("'", `'\\''`)}'; ${after}`;
  const [program, ...words] = inTerminal(shell);
  const child = spawn(program, words, {
    cwd: fixtures,
    env: cleanEnvironment({ HOME: home, TERM: "xterm-256color", SHELL: "/bin/sh", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  // Not `Number`, for which a file that is still empty has the id 0: that of all processes of this group.
  const nuId = () => Number.parseInt(readFileSync(`${home}/pid`, "utf8"), 10);
  onTestFinished(() => {
    child.kill("SIGKILL");
    try {
      // Without its terminal it would still write its history, into a home that is being removed.
      process.kill(nuId(), "SIGKILL");
    } catch {
      // It has ended, or never began.
    }
  });
  // It may have been killed before it is answered.
  child.stdin.on("error", () => {});
  const emulator = new xterm.Terminal({ cols: columns, rows, scrollback: 100_000, allowProposedApi: true });
  // What a shell asks its terminal and waits for: where the cursor is, and what kind of terminal it is.
  emulator.onData((answer) => child.stdin.write(answer));
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    emulator.write(text);
  });
  const screen = () => shown.replaceAll(/\u001b(\[[0-9;?>=]*[a-zA-Z]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[=>78])/g, "");
  const shows = (text: string | RegExp, from = 0) =>
    expect.poll(() => screen().slice(from), { timeout: 10_000 }).toMatch(text);
  const type = (keys: string) => child.stdin.write(keys);
  const stty = (...args: string[]) => {
    const tty = readFileSync(`${home}/tty`, "utf8").trim();
    return execFileSync("stty", [isMac ? "-f" : "-F", tty, ...args], { encoding: "utf8" });
  };
  // Before it some releases show the directory, after it all show the date.
  const prompt = /> +\d/;
  await shows(prompt);
  const { buffer } = emulator;
  /** Where keys were last typed at a prompt, which stands there until they are echoed. */
  let typedAt = -1;
  /** The row of a prompt below that, which ends where the cursor stands: after Ctrl-C, Nushell may take that to be rows above where it is. */
  const promptRow = () => {
    const { baseY, cursorX } = buffer.active;
    const below = Array.from({ length: baseY + emulator.rows }, (_, row) => row).slice(typedAt + 1);
    return below.find((row) => buffer.active.getLine(row)?.translateToString(false, 0, cursorX).endsWith("> "));
  };
  return {
    home,
    nuId: nuId(),
    screen,
    written: () => shown,
    buffer,
    lines() {
      const { active } = emulator.buffer;
      const line = (row: number) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "";
      return Array.from({ length: emulator.rows }, (_, row) => line(row).trimEnd());
    },
    isAlternate: () => emulator.buffer.active.type === "alternate",
    type,
    async typeAtPrompt(keys) {
      await expect.poll(promptRow, { timeout: 10_000 }).toBeDefined();
      typedAt = promptRow() ?? typedAt;
      type(keys);
    },
    interrupt() {
      const from = screen().length;
      type("\u0003");
      return shows(prompt, from);
    },
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows);
      stty("cols", `${newColumns}`, "rows", `${newRows}`);
    },
    settings: () => stty("-a"),
    close: () => child.kill("SIGKILL"),
    shows: (text) => shows(text),
  };
}
