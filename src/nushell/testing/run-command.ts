import { isUtf8 } from "node:buffer";
import type { Command } from "../command/command.ts";
import type { PipelineInput } from "../command/input.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { Metadata } from "../protocol/metadata.ts";
import type { Plain } from "../protocol/plain.ts";
import { toPlain } from "../protocol/value.ts";
import { parseVersion } from "../protocol/version.ts";
import { evaluatedCall, type Arguments } from "./evaluated-call.ts";
import { natural } from "./natural.ts";
import { SourceText } from "./source-text.ts";
import { stubEngine, type Answers, type StubEngine } from "./stub-engine.ts";
import { inputData, pipelineThroughWire, type Input } from "./wire-form.ts";

/** A call of a command, and the Nushell it seems to come from. Values are plain JavaScript, as in `Plain`. */
export interface RunOptions extends Arguments, Answers {
  /**
   * What is piped in; nothing if not given. A generator, or any other iterable that is not plain data, is a list stream;
   * `byteStream("Binary", chunks)` a stream of bytes.
   */
  readonly input?: Input;
  /** At most this many items or chunks of a streamed answer are taken, as by `first`; all if not given. */
  readonly take?: number;
  /** Nushell's version; 0.115.1 if not given. */
  readonly version?: string;
  /** Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** What a command answered, read back from the form that it has on the wire. */
export interface RunResult extends Pick<StubEngine, "warnings" | "asked" | "env"> {
  readonly kind: PipelineInput["kind"];
  /**
   * All of the answer as plain JavaScript, records as objects: a list of what a list stream carried, a text or a
   * Uint8Array of what a byte stream did, null for nothing.
   */
  readonly value: Plain;
  readonly metadata: Metadata;
}

const sources = new WeakMap<LabeledError, SourceText>();

/**
 * Runs a command in this process, without Nushell. What it takes and gives goes through the form that values have on the
 * wire. Throws what the command throws, or what its streamed answer fails with; a RangeError when a value cannot be
 * encoded; a TypeError when Nushell would refuse the arguments.
 */
export async function runCommand(command: Command, options: RunOptions = {}): Promise<RunResult> {
  const { version: versionText = "0.115.1", input, take = Infinity } = options;
  const version = parseVersion(versionText);
  if (version === undefined) throw new TypeError(`not a version of Nushell: ${JSON.stringify(versionText)}`);
  const source = new SourceText(version);
  const call = evaluatedCall(command.signature, options, source);
  const { engine, ...noted } = stubEngine(options, version, source);
  const over = new AbortController();
  // Not by AbortSignal.any: in Node 20 one that holds a timeout's signal may forget it.
  const abort = () => over.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted === true) abort();
  try {
    const piped = pipelineThroughWire(inputData(input), { version, span: source.word("$in") });
    const answer = await command.run(call, piped, engine, over.signal);
    const read = pipelineThroughWire(answer, { version, span: call.head });
    const value = await collect(read, take);
    return { kind: read.kind, value, metadata: "metadata" in read ? read.metadata : {}, ...noted };
  } catch (error) {
    if (error instanceof LabeledError) sources.set(error, source);
    throw error;
  } finally {
    // What the command still does, it does for nobody: the host says so too.
    options.signal?.removeEventListener("abort", abort);
    over.abort();
  }
}

/**
 * What the labels of an error from `runCommand` point at, each as it would be written there: `--limit -1`, an argument
 * alone, the command's name, `$env.NAME`, `$env.config.plugins`, or `$in` for the input.
 */
export function marked(error: unknown): readonly string[] {
  const source = error instanceof LabeledError ? sources.get(error) : undefined;
  if (source === undefined || !(error instanceof LabeledError)) {
    throw new TypeError("not a LabeledError that runCommand has thrown", { cause: error });
  }
  return (error.options.labels ?? []).map(({ span }) => source.at(span).toString());
}

async function collect(read: PipelineInput, take: number): Promise<Plain> {
  switch (read.kind) {
    case "empty":
      return null;
    case "value":
      return natural(toPlain(read.value));
    case "list-stream":
      return (await first(take, read.items)).map((item) => natural(toPlain(item)));
    case "byte-stream": {
      const bytes = Buffer.concat(await first(take, read.chunks));
      const isText = read.of === "String" || (read.of === "Unknown" && isUtf8(bytes));
      return isText ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) : Uint8Array.from(bytes);
    }
  }
}

/** The first of a stream, which is left then. */
async function first<T>(count: number, stream: AsyncIterableIterator<T>): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) return taken;
    taken.push(next.value);
  }
  await stream.return?.();
  return taken;
}
