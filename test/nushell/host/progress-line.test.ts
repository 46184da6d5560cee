import { expect, it, onTestFinished } from "vitest";
import { empty, LabeledError, type Engine } from "../../../src/nushell/index.ts";
import { drawLine } from "../../../src/nushell/host/progress-line.ts";
import { run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin } from "./fake-engine.ts";

const stderr = capturedStderr();

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

it("draws no half of a character [progress-line]", () => {
  const terminal = screen({ columns: 4 });
  drawLine("ab😀", terminal);
  expect(terminal.written).toEqual(["\r\u001b[2Kab"]);
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

/** What a call that does this has written to a terminal by the time it is answered, and in all. */
async function drawn(work: (engine: Engine) => Promise<void> | void) {
  const { isTTY, columns } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 80 });
  onTestFinished(() => void Object.assign(process.stderr, { isTTY, columns }));
  let late: Engine | undefined;
  const draws = command("draws", async ({ engine }) => {
    late = engine;
    await work(engine);
    return empty;
  });
  const { engine } = await greetedPlugin([draws]);
  engine.send(run(5, "draws"));
  await engine.reply(5);
  late?.progress("too late");
  return stderr.text().replaceAll("\r\u001b[2K", "<");
}

it("is taken away before the call is answered, and not drawn after it [progress-ends]", async () => {
  expect(await drawn((engine) => engine.progress("one"))).toBe("<one<");
});

it("is taken away before the call's error is shown, and before a line that stays [progress-ends]", async () => {
  const failing = drawn((engine) => {
    engine.progress("one");
    engine.warn("careful");
    engine.progress("two");
    throw new LabeledError("no");
  });
  expect(await failing).toBe("<one<careful\n<two<");
});

it("is followed by a line that acts on no terminal [terminal-text]", async () => {
  expect(await drawn((engine) => engine.warn("a\u001b[2J\u202eb"))).toBe("a\\u{1b}[2J\\u{202e}b\n");
});

it("stays where it is to be kept, and the next one is drawn below it [progress-kept]", async () => {
  const text = await drawn((engine) => {
    engine.progress("one");
    engine.keepProgress();
    engine.progress("two");
  });
  expect(text).toBe("<one\n<two<");
});

it("leaves alone what stands there while nothing was drawn [progress-ends] [progress-kept]", async () => {
  expect(await drawn((engine) => engine.progress(undefined))).toBe("");
  expect(await drawn((engine) => engine.keepProgress())).toBe("");
});
