import type { EvaluatedCall } from "../../protocol/messages/message-reader.ts";
import type { FlagSignature, PluginSignature } from "../../protocol/messages/signature.ts";
import type { CommandLine } from "./command-line.ts";
import { isList, type Given } from "../values/given.ts";

/** The arguments of a call, as plain data. A function is a closure. */
export interface GivenArguments {
  /** The positionals, in their order or by name. */
  readonly positionals?: readonly Given[] | Readonly<Record<string, Given>>;
  /** The positionals after the declared ones. */
  readonly rest?: readonly Given[];
  /**
   * The flags by their long names. A switch is true, or false for `--name=false`. One that is undefined is not given.
   */
  readonly flags?: Readonly<Record<string, Given>>;
}

/**
 * Makes the call that Nushell would make of these arguments, and writes it into `line`. Throws a TypeError where
 * Nushell would not even call the command: for unknown names and for a missing argument.
 */
export function evaluatedCall(signature: PluginSignature, given: GivenArguments, line: CommandLine): EvaluatedCall {
  const head = line.word(signature.name);
  const positional = positionalsOf(signature, given).map((plain) => line.argument(plain).value);
  const named = Object.entries(given.flags ?? {}).flatMap(([name, plain]) => {
    const flag = signature.flags.find(({ long }) => long === name) ?? unknownFlag(signature, name);
    return plain === undefined ? [] : [namedArgument(flag, plain, line)];
  });
  for (const { long, required } of signature.flags) {
    if (required && !named.some(({ name }) => name === long)) throw refused(signature, `needs --${long}`);
  }
  return { head, positional, named };
}

function namedArgument(
  { long, shape }: FlagSignature,
  plain: Given,
  line: CommandLine,
): EvaluatedCall["named"][number] {
  if (shape !== undefined) return { name: long, ...line.argument(plain, `--${long} `) };
  if (typeof plain !== "boolean") throw new TypeError(`--${long} is a switch: give true or false`);
  return plain
    ? { name: long, span: line.word(`--${long}`), value: undefined }
    : { name: long, ...line.argument(plain, `--${long}=`) };
}

function positionalsOf(signature: PluginSignature, { positionals = [], rest = [] }: GivenArguments): readonly Given[] {
  const names = [...signature.required, ...signature.optional].map(({ name }) => name);
  const given = isList(positionals) ? positionals : inOrder(signature, names, positionals);
  const missing = names[given.length];
  if (missing !== undefined && (rest.length > 0 || given.length < signature.required.length)) {
    throw refused(signature, `needs "${missing}"`);
  }
  return [...given, ...rest];
}

function inOrder(
  signature: PluginSignature,
  names: readonly string[],
  given: Readonly<Record<string, Given>>,
): readonly Given[] {
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw refused(signature, `has no positional "${unknown}"`, names);
  const last = names.findLastIndex((name) => given[name] !== undefined);
  return names.slice(0, last + 1).map((name) => {
    if (given[name] === undefined) throw refused(signature, `needs "${name}", which stands before "${names[last]}"`);
    return given[name];
  });
}

/** Refuses a flag that the command does not have. */
export function unknownFlag(signature: PluginSignature, name: string): never {
  if (signature.allowsUnknownFlags) {
    throw refused(signature, `declares no flag --${name}: give it as a text in \`rest\`, as Nushell does`);
  }
  throw refused(
    signature,
    `has no flag --${name}`,
    signature.flags.map(({ long }) => `--${long}`),
  );
}

/** Returns the error for what Nushell's parser would not let through, with the names that it knows. */
export function refused({ name }: PluginSignature, problem: string, known: readonly string[] = []): TypeError {
  return new TypeError(`"${name}" ${problem}${known.length > 0 ? `; it has ${known.join(", ")}` : ""}`);
}
