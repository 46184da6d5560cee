import { stripVTControlCharacters } from "node:util";
import { usualWidth } from "../command/engine/terminal-width.ts";

/** The parts of a terminal that drawing a line needs. */
type Screen = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

const eraseLine = "\r\u{1b}[2K";

/**
 * Draws a line in place of the previous one, or only erases that, and returns whether a line stands there now. Does nothing
 * if there is no terminal.
 */
export function drawLine(line: string | undefined, screen: Screen = process.stderr): boolean {
  if (!screen.isTTY) return false;
  // Nushell has the foreground, so the system does not tell this process of a new size, and Node asks only when told.
  if (screen === process.stderr) process.emit("SIGWINCH", "SIGWINCH");
  // A line that wraps could not be erased.
  const shown = stripVTControlCharacters(line ?? "")
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, Math.max(0, (screen.columns || usualWidth) - 1))
    // The first half of a character whose other half was cut off.
    .replace(/\p{Cs}$/u, "");
  screen.write(`${eraseLine}${shown}`);
  return line !== undefined;
}
