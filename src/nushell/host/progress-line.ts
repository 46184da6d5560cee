import { stripVTControlCharacters } from "node:util";

/** What of a terminal a line is drawn on. */
type Screen = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

// Where the terminal does not say how wide it is.
const usualColumns = 80;
const eraseLine = "\r\u{1b}[2K";

/** Draws a line in place of the one drawn before, or takes that away. Does nothing where there is no terminal. */
export function drawLine(line: string | undefined, screen: Screen = process.stderr): void {
  if (!screen.isTTY) return;
  // Nushell has the foreground, so the system tells this process nothing of a new size, and Node only asks when told.
  if (screen === process.stderr) process.emit("SIGWINCH", "SIGWINCH");
  // One that wraps could not be erased.
  const shown = stripVTControlCharacters(line ?? "")
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, Math.max(0, (screen.columns || usualColumns) - 1));
  screen.write(`${eraseLine}${shown}`);
}
