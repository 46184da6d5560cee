import { expect, it } from "vitest";
import { drawLine } from "../../../src/nushell/host/progress-line.ts";

function screen(options: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { isTTY: true, columns: 20, write, written, ...options };
}

it("draws a line in place of the one before, and takes it away [progress-line]", () => {
  const terminal = screen();
  drawLine("one", terminal);
  drawLine("two", terminal);
  drawLine(undefined, terminal);
  expect(terminal.written).toEqual(["\r\u001b[2Kone", "\r\u001b[2Ktwo", "\r\u001b[2K"]);
});

it("draws one line that fits, whatever it is given: another could not be erased [progress-line]", () => {
  const terminal = screen();
  drawLine(`\u001b[31mred\u001b[0m\n\t${"x".repeat(30)}`, terminal);
  expect(terminal.written).toEqual([`\r\u001b[2Kred  ${"x".repeat(14)}`]);
  const unknown = screen({ columns: 0 });
  drawLine("x".repeat(100), unknown);
  expect(unknown.written).toEqual([`\r\u001b[2K${"x".repeat(79)}`]);
});

it("draws nothing where there is no terminal [progress-line]", () => {
  const file = screen({ isTTY: false });
  drawLine("one", file);
  drawLine(undefined, file);
  expect(file.written).toEqual([]);
});
