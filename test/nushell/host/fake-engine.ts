import { PassThrough } from "node:stream";
import type { Command } from "../../../src/nushell/index.ts";
import { serve } from "../../../src/nushell/index.ts";
import { EngineSide } from "./engine-side.ts";

/** A plugin with these commands that talks to an engine in this process. */
export function startPlugin(commands: readonly Command[] = []) {
  const input = new PassThrough();
  const output = new PassThrough();
  const engine = new EngineSide((bytes) => input.write(bytes));
  output.on("data", (chunk: Buffer) => engine.receive(chunk));
  return { engine, input, output, served: serve({ version: "1.2.3", commands }, { input, output }) };
}

/** The same, once both have said Hello. */
export async function greetedPlugin(commands: readonly Command[] = [], version = "0.115.1") {
  const plugin = startPlugin(commands);
  plugin.engine.hello(version);
  await plugin.engine.first("Hello");
  return plugin;
}
