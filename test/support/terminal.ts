import { spawn } from "node:child_process";
import { expect, onTestFinished } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";
import { cleanEnvironment, fixtures, nuBinary, pluginFile } from "./nu.ts";

// What a shell asks its terminal and waits for: where the cursor is, and what kind of terminal it is.
const answers = { "\u001b[6n": "\u001b[1;1R", "\u001b[c": "\u001b[?62c" };

export interface Terminal {
  /** Everything shown so far, control sequences left out. */
  screen(): string;
  /** Everything shown so far as the terminal gets it. */
  written(): string;
  type(keys: string): void;
  /** Takes the terminal away, as who closes its window. */
  close(): void;
  /** Waits until the screen shows it. */
  shows(text: string | RegExp): Promise<void>;
}

export interface TerminalOptions {
  /** Environment variables on top of a clean environment, which has NO_COLOR. */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/** An interactive nu in a pseudo-terminal, at its prompt in fixtures/; it is killed when the test ends. */
export async function openTerminal(
  plugins: readonly string[] = [pluginFile],
  { env = {}, columns = 120 }: TerminalOptions = {},
): Promise<Terminal> {
  const shell = `stty rows 40 cols ${columns}; exec '${nuBinary()}' -n --plugins '${JSON.stringify(plugins)}'`;
  // util-linux's script, part of every Linux: it gives its child a terminal, which no pipe is.
  const child = spawn("script", ["--quiet", "--flush", "--return", "--command", shell, "/dev/null"], {
    cwd: fixtures,
    env: cleanEnvironment({ HOME: temporaryDirectory(), TERM: "xterm-256color", SHELL: "/bin/sh", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  // It may have been killed before it is answered.
  child.stdin.on("error", () => {});
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    for (const [query, answer] of Object.entries(answers))
      child.stdin.write(answer.repeat(text.split(query).length - 1));
  });
  const screen = () => shown.replaceAll(/\u001b(\[[0-9;?>=]*[a-zA-Z]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[=>78])/g, "");
  const terminal: Terminal = {
    screen,
    written: () => shown,
    type: (keys) => child.stdin.write(keys),
    close: () => child.kill("SIGKILL"),
    shows: (text) => expect.poll(screen, { timeout: 10_000 }).toMatch(text),
  };
  // Before it some releases show the directory, after it all show the date.
  await terminal.shows(/> \d/);
  return terminal;
}
