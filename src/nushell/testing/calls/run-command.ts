import type { Command } from "../../command/command.ts";
import { loadCommand, type LazyCommand } from "../../command/lazy-command.ts";
import type { PipelineInput } from "../../command/data/input.ts";
import * as kind from "../../protocol/fields.ts";
import { optional, type Fields } from "../../protocol/fields.ts";
import type { Metadata } from "../../protocol/messages/metadata.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import type { Answers } from "./answers.ts";
import { collected } from "../values/collected.ts";
import { CommandLine } from "./command-line.ts";
import { duringCall } from "./during-call.ts";
import { evaluatedCall, type GivenArguments } from "./evaluated-call.ts";
import { Closures, type Input } from "../values/given.ts";
import { withKeys } from "./keys.ts";
import { answerFields, argumentFields, checkOptions } from "./option-fields.ts";
import { releaseOf } from "../values/release.ts";
import type { Notes } from "./stub-engine.ts";
import { inputData, pipelineThroughWire } from "../values/wire-form.ts";

/** A call of a command, and the Nushell that it seems to come from. Values are plain JavaScript, as in `Plain`. */
export interface RunOptions extends GivenArguments, Answers {
  /**
   * What is piped in, by default nothing. A generator, or any other iterable that is not plain data, is a list stream,
   * and `byteStream("Binary", chunks)` is a stream of bytes.
   */
  readonly input?: Input;
  /** How many items or chunks of a streamed answer are taken at most, as by `first`. By default all are. */
  readonly take?: number;
  /**
   * What is typed while the command runs, a key or more at a time. With it there is a terminal, and `process.stdin` is its
   * keyboard; without it there is none. Two calls with keys must not run at the same time.
   */
  readonly keys?: Iterable<string>;
}

const fields = {
  ...argumentFields,
  ...answerFields,
  input: kind.anything,
  take: optional(kind.number),
  keys: optional({ words: "the keys, one after the other", fits: (value) => Symbol.iterator in Object(value) }),
} satisfies Fields<RunOptions>;

/** A command's answer, read back from the form in which it would be sent. */
export interface RunResult extends Notes {
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
export async function runCommand(given: Command | LazyCommand, options: RunOptions = {}): Promise<RunResult> {
  checkOptions(options, fields, "what runCommand is given");
  const { input, take = Infinity, keys } = options;
  const version = releaseOf(options.version);
  const command = await loadCommand(given);
  if (keys !== undefined && !command.needsTerminal) throw new TypeError(keyless(command));
  const closures = new Closures();
  const line = new CommandLine(version, closures);
  const call = evaluatedCall(command.signature, options, line);
  return duringCall(
    options,
    { version, line, head: call.head, closures, hasTerminal: keys !== undefined },
    (stub, signal) =>
      withKeys(keys, async () => {
        const piped = pipelineThroughWire(inputData(input, closures), { version, span: line.word("$in") });
        const answer = await command.run(call, piped, stub.engine, signal);
        const read = pipelineThroughWire(answer, { version, span: call.head });
        const value = await collected(read, take);
        return { kind: read.kind, value, metadata: "metadata" in read ? read.metadata : {}, ...stub.notes };
      }),
  );
}

function keyless({ signature: { name } }: Command): string {
  return `"${name}" gets no keys, as it does not declare needsTerminal: the plugin's stdin is the protocol's then`;
}
