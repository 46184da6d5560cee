import { vi } from "vitest";
import type { Command, Engine, Plain, Span, Value } from "../../src/nushell/index.ts";
import { MsgpackWriter } from "../../src/nushell/protocol/msgpack-writer.ts";
import { ValueWriter } from "../../src/nushell/protocol/value-writer.ts";
import { type Decoded, unpack } from "../nushell/message-pack.ts";
import { fixtures } from "../support/nu.ts";

const span: Span = { start: 10, end: 20 };

/** A value as Nushell would send it. */
export function valueOf(plain: Plain): Value {
  if (plain === null || plain === undefined) return { kind: "Nothing", span };
  if (typeof plain === "string") return { kind: "String", val: plain, span };
  if (typeof plain === "boolean") return { kind: "Bool", val: plain, span };
  if (typeof plain === "bigint") return { kind: "Duration", val: plain, span };
  if (typeof plain === "number") return { kind: "Int", val: plain, span };
  if (Array.isArray(plain)) return { kind: "List", vals: plain.map(valueOf), span };
  return { kind: "Record", val: new Map(Object.entries(plain).map(([key, item]) => [key, valueOf(item)])), span };
}

export interface Call {
  /** Arguments by long name; a switch is true. */
  readonly flags?: Readonly<Record<string, Plain>>;
  readonly rest?: readonly Plain[];
  readonly env?: Readonly<Record<string, Plain>>;
  readonly config?: Plain;
  /** Of the engine's version, 0.115 if not given. */
  readonly minor?: number;
}

/** Runs a command in this process, in fixtures/, beside an engine that knows `env` and `config` and notes what it hears. */
export async function run(command: Command, { flags = {}, rest = [], env = {}, config, minor = 115 }: Call = {}) {
  const asked: string[] = [];
  const warnings: string[] = [];
  const keepAlive = vi.fn<Engine["keepAlive"]>();
  const tell = <T>(question: string, answer: T): Promise<T> => {
    asked.push(question);
    return new Promise((resolve) => setImmediate(() => resolve(answer)));
  };
  const engine: Engine = {
    version: { major: 0, minor, patch: 1 },
    currentDir: () => tell("currentDir", fixtures),
    envVar: (name) => tell(name, Object.hasOwn(env, name) ? valueOf(env[name]) : undefined),
    pluginConfig: () => tell("pluginConfig", config === undefined ? undefined : valueOf(config)),
    help: () => tell("help", "the help"),
    keepAlive,
    warn: (line) => warnings.push(line),
  };
  const named = Object.entries(flags).map(([name, plain]) => ({
    name,
    span: { start: 30, end: 40 },
    value: plain === true ? undefined : valueOf(plain),
  }));
  const call = { head: span, positional: rest.map(valueOf), named };
  const answer = await command.run(call, engine, new AbortController().signal);
  if (answer.kind !== "value") throw new Error("the answer is a stream");
  const out = new MsgpackWriter();
  answer.write(new ValueWriter(out, span));
  return { value: plainOf(unpack(out.bytes())), metadata: answer.metadata, asked, warnings, keepAlive };
}

/** The value of `{Variant: [content, span]}`. */
function plainOf(decoded: Decoded): unknown {
  const [[variant, fields] = []] = Object.entries(decoded ?? {});
  const [content] = fields as [Decoded];
  if (variant === "Nothing") return null;
  if (variant === "List") return (content as Decoded[]).map(plainOf);
  if (variant !== "Record") return content;
  return Object.fromEntries(Object.entries(content ?? {}).map(([key, item]) => [key, plainOf(item)]));
}
