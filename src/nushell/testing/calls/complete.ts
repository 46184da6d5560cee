import type { Command } from "../../command/command.ts";
import { loadCommand, type LazyCommand } from "../../command/lazy-command.ts";
import { refusedQuestions } from "../../command/engine/refused-questions.ts";
import { readTyped, typedArguments } from "../../command/arguments/typed-arguments.ts";
import * as kind from "../../protocol/fields.ts";
import { optional, type Fields } from "../../protocol/fields.ts";
import type { CompletionCall } from "../../protocol/messages/message-reader.ts";
import type { PluginSignature, PositionalSignature } from "../../protocol/messages/signature.ts";
import { encodeSuggestion, type Suggestion } from "../../protocol/messages/suggestion.ts";
import { decode } from "../../protocol/msgpack/msgpack-reader.ts";
import { encode, type Encodable } from "../../protocol/msgpack/msgpack-writer.ts";
import { asMap, asString } from "../../protocol/msgpack/wire.ts";
import { atLeast, type Version } from "../../protocol/version.ts";
import type { Answers } from "./answers.ts";
import { CommandLine } from "./command-line.ts";
import { duringCall } from "./during-call.ts";
import { refused, unknownFlag } from "./evaluated-call.ts";
import { Closures } from "../values/given.ts";
import { answerFields, checkOptions } from "./option-fields.ts";
import { releaseOf } from "../values/release.ts";

/**
 * A user who presses TAB at a flag's value or at a positional, with what is typed besides: texts, or what Nushell has not
 * evaluated yet, such as `$dir`.
 */
export interface CompleteOptions extends Answers {
  /** The flag at the cursor, by its long name. */
  readonly flag?: string;
  /** Or the positional at the cursor, by its name; of the rest, its name too. */
  readonly positional?: string;
  /** What is typed of it, by default nothing. */
  readonly typed?: string;
  /** The other positionals. */
  readonly positionals?: readonly string[];
  /** The other flags by their long names; true for a switch. */
  readonly flags?: Readonly<Record<string, string | readonly string[] | true>>;
}

const fields = {
  ...answerFields,
  flag: optional(kind.text),
  positional: optional(kind.text),
  typed: optional(kind.text),
  positionals: optional(kind.texts),
  flags: optional(kind.object),
} satisfies Fields<CompleteOptions>;

/**
 * Runs the completer of an argument in this process, and returns what TAB offers before Nushell has picked what matches:
 * undefined if the completer leaves it to Nushell. The call that it reads and its suggestions are encoded and decoded. Without
 * a completer, the texts of `choice` or `texts` are offered. Rejects with what the completer throws, and with a TypeError if
 * there is no such argument or the release has no completers.
 */
export async function complete(
  given: Command | LazyCommand,
  options: CompleteOptions,
): Promise<readonly Suggestion[] | undefined> {
  checkOptions(options, fields, "what complete is given");
  const version = releaseOf(options.version);
  const command = await loadCommand(given);
  const { argument, completions } = argumentAt(command.signature, options);
  if (typeof completions === "string") {
    throw new TypeError(`only a real Nushell knows its list "${completions}": try it by \`complete\` of openNu`);
  }
  if (!atLeast(version, completions === undefined ? "0.109" : "0.108")) {
    throw new TypeError(
      "Nushell before 0.109 asks no completer, and before 0.108 it does not know the texts of `choice`",
    );
  }
  const closures = new Closures();
  const line = new CommandLine(version, closures);
  const head = line.word(command.signature.name);
  const call = completionCall(command.signature.name, argument, options, line, version);
  const refusal = refusedQuestions("GetCompletion", version);
  return duringCall(
    options,
    { version, line, head, closures, hasTerminal: false, refusal },
    async ({ engine }, signal) => {
      const request = { ...call, typed: typedArguments(readTyped(call), command.signature), engine, signal };
      const suggestions = await command.complete(argument, request);
      return (suggestions ?? completions?.map((value) => ({ value })))?.map(asShown);
    },
  );
}

interface ArgumentAt {
  readonly argument: CompletionCall["argument"];
  readonly completions: PositionalSignature["completions"];
}

function argumentAt(signature: PluginSignature, { flag, positional }: CompleteOptions): ArgumentAt {
  if ((flag === undefined) === (positional === undefined)) {
    throw new TypeError("pass either { flag } or { positional }, the argument at the cursor");
  }
  if (flag !== undefined) {
    const found = signature.flags.find(({ long }) => long === flag) ?? unknownFlag(signature, flag);
    return { argument: { flag }, completions: found.completions };
  }
  const all = [...signature.required, ...signature.optional, ...(signature.rest ? [signature.rest] : [])];
  const at = all.findIndex(({ name }) => name === positional);
  if (at === -1)
    throw refused(
      signature,
      `has no positional "${positional}"`,
      all.map(({ name }) => name),
    );
  return { argument: { positional: at }, completions: all[at]?.completions };
}

/** Makes the call as Nushell parses it, with the cursor at the end of the line. */
function completionCall(
  name: string,
  argument: CompletionCall["argument"],
  { typed = "", positionals = [], flags = {} }: CompleteOptions,
  line: CommandLine,
  version: Version,
): CompletionCall {
  // Nushell 0.109 has the parser see a character at the cursor, so that it finds an argument there.
  const strip = !atLeast(version, "0.110");
  let position = 0;
  const word = (content: string): Encodable => {
    const span = { ...line.word(content) };
    position = span.end;
    // Nothing has been evaluated yet, so of a variable or an expression no text is known.
    const expr: Encodable = /^[$(]/.test(content) ? { Var: 1 } : { String: content };
    return { expr, span, span_id: 1, ty: "String" };
  };
  const flagWith = (long: string, given: string | readonly string[] | true): Encodable => {
    const span = { ...line.word(`--${long}`) };
    const texts = typeof given === "string" ? word(given) : listOf(given === true ? [] : given);
    return { Named: [{ item: long, span }, null, given === true ? null : texts] };
  };
  const listOf = (items: readonly string[]): Encodable => {
    const span = { ...line.word("[") };
    return { expr: { List: items.map((item) => ({ Item: word(item) })) }, span, span_id: 1, ty: "String" };
  };
  const others = [
    ...positionals.map((content) => ({ Positional: word(content) })),
    ...Object.entries(flags).map(([long, given]) => flagWith(long, given)),
  ];
  const current = strip ? `${typed}a` : typed;
  const last = "flag" in argument ? flagWith(argument.flag, current) : { Positional: word(current) };
  const encoded = encode({ decl_id: 1, head: { start: 0, end: name.length }, arguments: [...others, last] });
  return { name, argument, call: decode(encoded), strip, position };
}

/** Returns a suggestion with its texts as they are shown. Throws what encoding it throws. */
function asShown(suggestion: Suggestion): Suggestion {
  const wire = asMap(decode(encode(encodeSuggestion(suggestion))), "suggestion");
  const { description, display } = suggestion;
  return {
    ...suggestion,
    ...(description === undefined ? {} : { description: asString(wire.get("description"), "description") }),
    ...(display === undefined ? {} : { display: asString(wire.get("display_override"), "display") }),
  };
}
