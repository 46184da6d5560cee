import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Taken } from "../../../src/nushell/command/data/input.ts";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { EngineSide, head } from "./engine-side.ts";

type CustomValues = NonNullable<nu.Plugin["customValues"]>;

/** A plugin with these commands that talks to an engine in this process. */
export function startPlugin(commands: nu.Plugin["commands"] = [], customValues: CustomValues = []) {
  const input = new PassThrough();
  const output = new PassThrough();
  const engine = new EngineSide((bytes) => input.write(bytes));
  output.on("data", (chunk: Buffer) => engine.receive(chunk));
  return { engine, input, output, served: nu.serve({ version: "1.2.3", commands, customValues }, { input, output }) };
}

/** The same, once both have said Hello. */
export async function greetedPlugin(
  commands: nu.Plugin["commands"] = [],
  version = "0.115.1",
  customValues: CustomValues = [],
) {
  const plugin = startPlugin(commands, customValues);
  plugin.engine.hello(version);
  await plugin.engine.first("Hello");
  return plugin;
}

type Call<T> = nu.CommandCall<nu.Flags, never, nu.Positionals, T>;
type Run<T> = (call: Call<T>) => nu.PipelineData | Promise<nu.PipelineData>;

/** A command without arguments. */
export function command(name: string, work: Run<null>): nu.Command {
  return nu.defineCommand({ name, summary: name, category: "test", run: work });
}

/** The same, with input. */
export function taking<I extends nu.InputType>(input: I, work: Run<Taken<I>>, name = "take"): nu.Command {
  return nu.defineCommand<nu.Flags, never, nu.Positionals, I>({
    name,
    summary: name,
    category: "test",
    input,
    run: work,
  });
}

export const one = command("one", () => nu.value(nu.int, 1));
export const home = command("home", async ({ engine }) => nu.value(nu.string, await engine.currentDir()));
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

export const interruptedReply: unknown = {
  Error: expect.objectContaining({ msg: "Interrupted", code: "nushell::interrupted" }),
};

/** An answer to the engine call with this id: a text. */
export function textResponse(id: number, val: string): unknown {
  return valueResponse(id, wire.string(val));
}

/** An answer to the engine call with this id. */
export function valueResponse(id: number, value: unknown): unknown {
  return { EngineCallResponse: [id, { PipelineData: { Value: [value, null] } }] };
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
