import * as field from "../protocol/fields.ts";
import { checkFields, ifGiven, named, optional, type Fields, type Kind } from "../protocol/fields.ts";
import { builtinCompletions, type SyntaxShape } from "../protocol/messages/signature.ts";
import {
  defaultWriter,
  isRequired,
  type Flag,
  type Flags,
  type Positional,
  type Positionals,
  type Rest,
} from "./argument.ts";
import { asError } from "../protocol/values/labeled-error.ts";
import { writePlain } from "../protocol/values/plain.ts";
import { throughWire } from "../protocol/values/to-value.ts";
import type { WriteValue } from "../protocol/values/value-writer.ts";
import type { Value } from "../protocol/values/value.ts";
import type { CommandDefinition, Example, Variants } from "./command-definition.ts";
import type { InputType } from "./input.ts";
import { declaredKind, hasMethod, parameterKind } from "./value-types/type-check.ts";
import type { Declared } from "./value-types/type.ts";

const input: Kind = {
  words: "a type, such as `int` or `items(int)`",
  fits: (value) => declaredKind.fits(value) && (hasMethod(value, "read") || hasMethod(value, "open")),
};
const variants: Kind = {
  words: "a list of pairs of an input type and an output type",
  fits: (value) =>
    Array.isArray(value) &&
    value.every(
      (pair) => Array.isArray(pair) && pair.length === 2 && input.fits(pair[0]) && declaredKind.fits(pair[1]),
    ),
};
const completer: Kind = {
  words: `a function or one of ${Object.keys(builtinCompletions).join(", ")}`,
  fits: (value) =>
    typeof value === "function" || (typeof value === "string" && Object.hasOwn(builtinCompletions, value)),
};
const external: Kind = { words: '"external"', fits: (value) => value === "external" };
const release: Kind = {
  words: 'a release, such as "0.108"',
  fits: (value) => typeof value === "string" && /^\d+\.\d+$/.test(value),
};

type AnyCommand = Omit<CommandDefinition<Flags, unknown, Positionals, InputType, Declared, readonly []>, "variants"> & {
  readonly variants?: Variants;
};

const commandFields = {
  name: field.text,
  summary: field.text,
  description: optional(field.text),
  searchTerms: optional(field.texts),
  category: field.text,
  flags: ifGiven(field.object),
  positionals: ifGiven(field.object),
  rest: optional(field.object),
  input: ifGiven(input),
  output: ifGiven(declaredKind),
  variants: ifGiven(variants),
  examples: optional(field.array),
  allowsUnknownFlags: optional(field.boolean),
  isFilter: optional(field.boolean),
  createsScope: optional(field.boolean),
  complete: optional(external),
  needsTerminal: optional(field.boolean),
  run: field.method,
} satisfies Fields<AnyCommand>;

const flagFields = {
  description: field.text,
  short: optional(field.text),
  takes: ifGiven(parameterKind),
  required: optional(field.boolean),
  default: field.anything,
  complete: optional(completer),
} satisfies Fields<Flag>;

const positionalFields = {
  description: field.text,
  takes: parameterKind,
  optional: optional(field.boolean),
  default: field.anything,
  complete: optional(completer),
} satisfies Fields<Positional>;

const restFields = {
  name: field.text,
  description: field.text,
  takes: parameterKind,
  complete: optional(completer),
} satisfies Fields<Rest<unknown>>;

const exampleFields = {
  description: field.text,
  example: field.text,
  result: field.anything,
  since: optional(release),
} satisfies Fields<Example>;

/**
 * Throws a TypeError for a declaration that is not what its types say, as plain JavaScript allows it to be, and for what
 * types cannot say. Nushell would either refuse the plugin without saying where the mistake is, or accept it and do
 * something else.
 */
export function checkDeclaration(command: Omit<AnyCommand, "run"> & { readonly run: unknown }): void {
  const the = named("command", command);
  checkFields(command, commandFields, the);
  const { name, flags = {}, positionals = {}, rest, examples = [] } = command;
  const wrong = (problem: string) => new TypeError(`${the} ${problem}`);
  if (name.trim() === "") throw wrong("has no name");
  if (!/^\S+( \S+)*$/.test(name)) throw wrong("cannot be called: its name must be words with one space between them");
  if (command.variants !== undefined && (command.input ?? command.output) !== undefined) {
    throw wrong("declares `variants` together with `input` or `output`: use one or the other");
  }
  const early = command.variants?.slice(0, -1).some(([taken]) => taken.type === "Nothing");
  if (early === true) throw wrong("has `nothing` before other variants: it fits any input, so it must come last");
  for (const [i, example] of examples.entries()) {
    checkFields(example, exampleFields, `example ${i + 1} of ${the}`);
    const { result } = example;
    if (result !== undefined)
      checkWritten(`the result of example ${i + 1} of ${the}`, (out) => writePlain(out, result));
  }
  checkFlags(flags, the, wrong);
  for (const [positional, declared] of Object.entries<Positional>(positionals)) {
    const where = `the positional "${positional}" of ${the}`;
    checkFields(declared, positionalFields, where);
    checkDefault(declared, where);
  }
  if (rest !== undefined) checkFields(rest, restFields, `the rest of ${the}`);
  checkOrder(positionals, rest, wrong);
}

type Wrong = (problem: string) => TypeError;

function checkFlags(flags: Flags, the: string, wrong: Wrong): void {
  const shorts = new Map([["h", "help"]]);
  for (const [long, flag] of Object.entries(flags)) {
    checkFields(flag, flagFields, `the flag --${long} of ${the}`);
    if (long === "help") throw wrong("declares --help, which every command has");
    if (!/^[^\s=-][^\s=]*$/.test(long)) throw wrong(`names a flag "${long}": give its name without dashes and spaces`);
    const { short, takes: taken, required, default: fallback, complete } = flag;
    if (taken === undefined) {
      if (fallback !== undefined) throw wrong(`gives the switch --${long} a default`);
      if (required !== undefined) throw wrong(`says of the switch --${long} whether it is required: it never is`);
      if (complete !== undefined) throw wrong(`completes the switch --${long}, which takes no value`);
    }
    const shape = taken && positionalOnly(taken.shape);
    if (shape !== undefined) throw wrong(`gives --${long} the shape ${shape}, which only positionals can have`);
    checkDefault(flag, `the flag --${long} of ${the}`);
    if (required === true && fallback !== undefined) throw wrong(`gives --${long} a default, although it is required`);
    if (short === undefined) continue;
    if (!/^.$/su.test(short)) throw wrong(`gives --${long} the short form "${short}", which is not one character`);
    const other = shorts.get(short);
    if (other !== undefined) throw wrong(`gives --${long} the short form -${short} of --${other}`);
    shorts.set(short, long);
  }
}

/** Refuses a default that its own type does not take, which neither the help could show nor the command expect. */
function checkDefault({ takes, default: fallback }: Flag, where: string): void {
  // A custom value would be kept for good.
  if (takes === undefined || !("write" in takes) || hasMethod(takes, "operate")) return;
  const write = defaultWriter(takes, fallback);
  if (write === undefined) return;
  checkWritten(`the default of ${where}`, write, (value) => takes.read(value));
}

/** Refuses what cannot be written, or not be read again. */
function checkWritten(what: string, write: WriteValue, read?: (value: Value) => unknown): void {
  try {
    const value = throughWire(write, { version: { major: 0, minor: 116, patch: 0 }, span: { start: 0, end: 0 } });
    read?.(value);
  } catch (cause) {
    throw new TypeError(`${what} is wrong: ${asError(cause).message}`, { cause });
  }
}

/** Returns the name of a shape that Nushell parses only where it may take several words. */
function positionalOnly(shape: SyntaxShape): string | undefined {
  const name = typeof shape === "string" ? shape : Object.keys(shape)[0];
  return ["Expression", "Keyword", "MathExpression", "RowCondition"].find((each) => each === name);
}

function checkOrder(positionals: Positionals, rest: Rest<unknown> | undefined, wrong: Wrong): void {
  let optionalOne: string | undefined;
  for (const [positional, declared] of Object.entries(positionals)) {
    // JavaScript puts such keys first, wherever they were written.
    if (/^\d+$/.test(positional)) throw wrong(`names a positional "${positional}", a number`);
    if (positional === rest?.name) throw wrong(`calls both a positional and the rest "${positional}"`);
    if (declared.optional === false && declared.default !== undefined) {
      throw wrong(`gives "${positional}" a default, although it is not optional`);
    }
    if (!isRequired(declared)) optionalOne ??= positional;
    else if (optionalOne !== undefined)
      throw wrong(`requires "${positional}" after "${optionalOne}", which is optional`);
  }
}
