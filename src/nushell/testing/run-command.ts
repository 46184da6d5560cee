import { isUtf8 } from "node:buffer";
import type { Command } from "../command/command.ts";
import type { PipelineInput } from "../command/input.ts";
import type { Metadata } from "../protocol/messages/metadata.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import { toPlain, type Plain } from "../protocol/values/plain.ts";
import { parseVersion } from "../protocol/version.ts";
import { CommandLine } from "./command-line.ts";
import { evaluatedCall, type Arguments } from "./evaluated-call.ts";
import { recordsAsObjects } from "./records-as-objects.ts";
import { stubEngine, type Answers, type StubEngine } from "./stub-engine.ts";
import { inputData, pipelineThroughWire, type Input } from "./wire-form.ts";

/** A call of a command, and the Nushell that it seems to come from. Values are plain JavaScript, as in `Plain`. */
export interface RunOptions extends Arguments, Answers {
  /**
   * What is piped in, by default nothing. A generator, or any other iterable that is not plain data, is a list stream,
   * and `byteStream("Binary", chunks)` is a stream of bytes.
   */
  readonly input?: Input;
  /** How many items or chunks of a streamed answer are taken at most, as by `first`. By default all are. */
  readonly take?: number;
  /** Nushell's version, by default 0.115.1. */
  readonly version?: string;
  /** Aborts the call, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** A command's answer, read back from the form in which it would be sent. */
export interface RunResult extends Pick<StubEngine, "warnings" | "asked" | "env"> {
  /** In which form the answer was sent: nothing, one value, or a stream. */
  readonly kind: PipelineInput["kind"];
  /**
   * All of the answer as plain JavaScript, with records as objects. A list stream becomes a list, a byte stream a text
   * or a Uint8Array, and nothing null.
   */
  readonly value: Plain;
  /** What accompanies the answer. */
  readonly metadata: Metadata;
}

const lines = new WeakMap<LabeledError, CommandLine>();

/**
 * Runs a command in this process, without Nushell. Its arguments, input and answer are encoded and decoded as if they
 * were sent. Throws what the command throws or its streamed answer fails with, a RangeError if a value cannot be
 * encoded, and a TypeError if Nushell would refuse the arguments.
 *
 * @example
 * ```ts
 * const { value } = await runCommand(greet, { positionals: ["Ada"], flags: { shout: true } });
 * assert.equal(value, "HELLO, ADA!");
 * ```
 */
export async function runCommand(command: Command, options: RunOptions = {}): Promise<RunResult> {
  const { version: versionText = "0.115.1", input, take = Infinity } = options;
  const version = parseVersion(versionText);
  if (version === undefined) throw new TypeError(`not a version of Nushell: ${JSON.stringify(versionText)}`);
  const line = new CommandLine(version);
  const call = evaluatedCall(command.signature, options, line);
  const { engine, ...noted } = stubEngine(options, version, line);
  const over = new AbortController();
  // In Node 20, AbortSignal.any may forget a signal of a timeout.
  const abort = () => over.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted === true) abort();
  try {
    const piped = pipelineThroughWire(inputData(input), { version, span: line.word("$in") });
    const answer = await command.run(call, piped, engine, over.signal);
    const read = pipelineThroughWire(answer, { version, span: call.head });
    const value = await collect(read, take);
    return { kind: read.kind, value, metadata: "metadata" in read ? read.metadata : {}, ...noted };
  } catch (error) {
    if (error instanceof LabeledError) lines.set(error, line);
    throw error;
  } finally {
    // The host, too, tells a command that nobody wants what it still does.
    options.signal?.removeEventListener("abort", abort);
    over.abort();
  }
}

/**
 * Returns the texts that the labels of an error from `runCommand` point at: `--limit -1`, an argument alone, the
 * command's name, `$env.NAME`, `$env.config.plugins`, or `$in` for the input.
 */
export function marked(error: unknown): readonly string[] {
  const line = error instanceof LabeledError ? lines.get(error) : undefined;
  if (line === undefined || !(error instanceof LabeledError)) {
    throw new TypeError("not a LabeledError that runCommand has thrown", { cause: error });
  }
  return (error.options.labels ?? []).map(({ span }) => line.at(span).toString());
}

async function collect(read: PipelineInput, take: number): Promise<Plain> {
  switch (read.kind) {
    case "empty":
      return null;
    case "value":
      return recordsAsObjects(toPlain(read.value));
    case "list-stream":
      return (await first(take, read.items)).map((item) => recordsAsObjects(toPlain(item)));
    case "byte-stream": {
      const bytes = Buffer.concat(await first(take, read.chunks));
      const isText = read.of === "String" || (read.of === "Unknown" && isUtf8(bytes));
      return isText ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) : Uint8Array.from(bytes);
    }
  }
}

/** Returns the first items of a stream, and ends it. */
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
