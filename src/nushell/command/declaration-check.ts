import {
  anything,
  array,
  boolean,
  checkFields,
  ifGiven,
  method,
  named,
  object,
  optional,
  text,
  texts,
  type Fields,
  type Kind,
} from "../protocol/fields.ts";
import { builtinCompletions, type SyntaxShape } from "../protocol/messages/signature.ts";
import { throughWire } from "../protocol/values/to-value.ts";
import {
  defaultWriter,
  isRequired,
  type Flag,
  type Flags,
  type Positional,
  type Positionals,
  type Rest,
} from "./arguments/argument.ts";
import { asError } from "../protocol/values/labeled-error.ts";
import type { CommandDefinition, Example, Variants } from "./command-definition.ts";
import type { InputType } from "./data/input.ts";
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
  words: `a function, a list of strings or one of ${Object.keys(builtinCompletions).join(", ")}`,
  fits: (value) =>
    typeof value === "function" ||
    texts.fits(value) ||
    (typeof value === "string" && Object.hasOwn(builtinCompletions, value)),
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
  name: text,
  summary: text,
  description: optional(text),
  searchTerms: optional(texts),
  category: text,
  flags: ifGiven(object),
  positionals: ifGiven(object),
  rest: optional(object),
  input: ifGiven(input),
  output: ifGiven(declaredKind),
  variants: ifGiven(variants),
  examples: optional(array),
  allowsUnknownFlags: optional(boolean),
  isFilter: optional(boolean),
  createsScope: optional(boolean),
  complete: optional(external),
  needsTerminal: optional(boolean),
  run: method,
} satisfies Fields<AnyCommand>;

const flagFields = {
  description: text,
  short: optional(text),
  takes: ifGiven(parameterKind),
  required: optional(boolean),
  default: anything,
  complete: optional(completer),
} satisfies Fields<Flag>;

const positionalFields = {
  description: text,
  takes: parameterKind,
  optional: optional(boolean),
  default: anything,
  complete: optional(completer),
} satisfies Fields<Positional>;

const restFields = {
  name: text,
  description: text,
  takes: parameterKind,
  complete: optional(completer),
} satisfies Fields<Rest<unknown>>;

const exampleFields = {
  description: text,
  example: text,
  result: anything,
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
  for (const [i, example] of examples.entries()) checkFields(example, exampleFields, `example ${i + 1} of ${the}`);
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
    const where = `the flag --${long} of ${the}`;
    checkFields(flag, flagFields, where);
    checkDefault(flag, where);
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
    if (required === true && fallback !== undefined) throw wrong(`gives --${long} a default, although it is required`);
    if (short === undefined) continue;
    if (!/^.$/su.test(short)) throw wrong(`gives --${long} the short form "${short}", which is not one character`);
    const other = shorts.get(short);
    if (other !== undefined) throw wrong(`gives --${long} the short form -${short} of --${other}`);
    shorts.set(short, long);
  }
}

/** Refuses a default that its own type cannot write or does not take: one that only reads has nothing to try it with. */
function checkDefault({ takes: taken, default: fallback }: Pick<Flag, "takes" | "default">, where: string): void {
  const write = taken && defaultWriter(taken, fallback);
  // Writing a custom value may keep its state, which nobody would let go again.
  if (taken === undefined || write === undefined || !("write" in taken) || hasMethod(taken, "operate")) return;
  try {
    taken.read(throughWire(write));
  } catch (cause) {
    throw new TypeError(`${where} has a wrong "default": ${asError(cause).message}`, { cause });
  }
}

/** Returns the name of a shape that Nushell parses only where it may take several words. */
function positionalOnly(shape: SyntaxShape): string | undefined {
  const name = typeof shape === "string" ? shape : Object.keys(shape)[0];
  return ["Expression", "Keyword", "MathExpression", "RowCondition"].find((each) => each === name);
}

function checkOrder(positionals: Positionals, rest: Rest<unknown> | undefined, wrong: Wrong): void {
  let optionalOne: string | undefined;
  let greedyOne: string | undefined;
  const refuseAfterGreedy = (what: string) => {
    if (greedyOne !== undefined) throw wrong(`has ${what} after "${greedyOne}", which takes all words that are left`);
  };
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
    const { shape } = declared.takes;
    // The word of a keyword ends what comes before it.
    if (typeof shape === "object" && "Keyword" in shape) greedyOne = undefined;
    else if (!isRequired(declared)) refuseAfterGreedy(`the optional "${positional}"`);
    if (isGreedy(shape)) greedyOne = positional;
  }
  if (rest !== undefined) refuseAfterGreedy("a rest");
}

/** Whether Nushell parses it from all words up to those that later required positionals need. */
function isGreedy(shape: SyntaxShape): boolean {
  if (typeof shape === "object") return "Keyword" in shape && isGreedy(shape.Keyword[1]);
  return shape === "Expression" || shape === "MathExpression" || shape === "RowCondition";
}
