import type { PipelineInput } from "../../../src/nushell/command/data/input.ts";
import type { Command, Engine, PipelineData, Span } from "../../../src/nushell/index.ts";
import type { EvaluatedCall } from "../../../src/nushell/protocol/messages/message-reader.ts";
import { plainOf } from "../plain-of.ts";
import { written } from "../written.ts";

/** Where the command's name stands. */
export const head: Span = { start: 1, end: 3 };

const refuse = () => Promise.reject(new Error("no engine here"));
const noEngine: Engine = {
  version: { major: 0, minor: 115, patch: 1 },
  currentDir: refuse,
  envVar: refuse,
  envVars: refuse,
  addEnvVar: refuse,
  pluginConfig: refuse,
  config: refuse,
  rawConfig: refuse,
  help: refuse,
  spanContents: refuse,
  evalClosure: refuse,
  findDecl: refuse,
  callDecl: refuse,
  blockIr: refuse,
  foreground: refuse,
  keepAlive() {},
  warn() {},
  progress() {},
  keepProgress() {},
};

interface Call extends Partial<EvaluatedCall> {
  readonly input?: PipelineInput;
}

/** Runs a command in this process, its arguments and input as they are read from the wire. */
export function called(command: Command, { input = { kind: "empty" }, ...call }: Call = {}): Promise<PipelineData> {
  const evaluated = { head, positional: [], named: [], ...call };
  return command.run(evaluated, input, noEngine, new AbortController().signal);
}

/** What pipeline data holds, as plain data, all of a stream in a list. */
export async function contentOf(data: PipelineData): Promise<unknown> {
  const parts: unknown[] = [];
  switch (data.kind) {
    case "empty":
      return undefined;
    case "value":
      return plainOf(written({ write: (out) => data.write(out) }, undefined));
    case "list-stream":
      for await (const item of data.items) parts.push(plainOf(written(data.of, item)));
      return parts;
    case "byte-stream":
      for await (const chunk of data.chunks) parts.push(chunk);
      return parts;
  }
}
