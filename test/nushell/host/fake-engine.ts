import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Flags } from "../../../src/nushell/command/command.ts";
import * as nu from "../../../src/nushell/index.ts";
import { EngineSide, head } from "./engine-side.ts";

/** A plugin with these commands that talks to an engine in this process. */
export function startPlugin(commands: readonly nu.Command[] = []) {
  const input = new PassThrough();
  const output = new PassThrough();
  const engine = new EngineSide((bytes) => input.write(bytes));
  output.on("data", (chunk: Buffer) => engine.receive(chunk));
  return { engine, input, output, served: nu.serve({ version: "1.2.3", commands }, { input, output }) };
}

/** The same, once both have said Hello. */
export async function greetedPlugin(commands: readonly nu.Command[] = [], version = "0.115.1") {
  const plugin = startPlugin(commands);
  plugin.engine.hello(version);
  await plugin.engine.first("Hello");
  return plugin;
}

type Run = (call: nu.CommandCall<Flags, never>) => nu.Answer | Promise<nu.Answer>;

export function command(name: string, work: Run): nu.Command {
  return nu.defineCommand({ name, summary: name, category: "test", output: nu.any, run: work });
}

export const one = command("one", () => nu.answer(nu.int, 1));
export const home = command("home", async ({ engine }) => nu.answer(nu.string, await engine.currentDir()));
/** Waits for ever, whatever the signal says. */
export const deaf = command("deaf", () => new Promise<never>(() => {}));

/** Where all values of an answer stand, in the array form. */
export const at = [head.start, head.end];

export function intReply(value: number): unknown {
  return { PipelineData: { Value: [{ Int: [value, at] }, expect.anything()] } };
}

export function errorReply(msg: string): unknown {
  return { Error: expect.objectContaining({ msg }) };
}

/** An answer to the engine call with this id: a text. */
export function textResponse(id: number, val: string): unknown {
  return { EngineCallResponse: [id, { PipelineData: { Value: [{ String: { val, span: head } }, null] } }] };
}

/** Lets everything run that waits for nothing. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Keeps what each test of the file prints on stderr, instead of printing it. */
export function capturedStderr(): { text(): string } {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  });
  afterEach(() => void vi.restoreAllMocks());
  return { text: () => printed.join("") };
}
