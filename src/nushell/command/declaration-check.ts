import { builtinCompletions, type SyntaxShape } from "../protocol/messages/signature.ts";
import { isRequired, type Flag, type Positional, type Rest } from "./argument.ts";

/** The parts of a command's declaration that are checked. */
interface Declaration {
  readonly name: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly positionals: Readonly<Record<string, Positional>>;
  readonly rest: Rest<unknown> | undefined;
  /** Whether it declares both variants and an input or an output. */
  readonly isTwofold: boolean;
}

/**
 * Throws a TypeError for mistakes that the compiler does not find. Nushell would either refuse the plugin without
 * saying where the mistake is, or accept it and do something else.
 */
export function checkDeclaration({ name, flags, positionals, rest, isTwofold }: Declaration): void {
  const wrong = (problem: string) => new TypeError(`the command "${name}" ${problem}`);
  if (name.trim() === "") throw wrong("has no name");
  if (isTwofold) throw wrong("declares `variants` together with `input` or `output`: use one or the other");
  const shorts = new Map([["h", "help"]]);
  for (const [long, { short, takes, default: fallback }] of Object.entries(flags)) {
    if (long === "help") throw wrong("declares --help, which every command has");
    if (takes === undefined && fallback !== undefined) throw wrong(`gives the switch --${long} a default`);
    const shape = takes && positionalOnly(takes.shape);
    if (shape !== undefined) throw wrong(`gives --${long} the shape ${shape}, which only positionals can have`);
    if (short === undefined) continue;
    if (!/^.$/su.test(short)) throw wrong(`gives --${long} the short form "${short}", which is not one character`);
    const other = shorts.get(short);
    if (other !== undefined) throw wrong(`gives --${long} the short form -${short} of --${other}`);
    shorts.set(short, long);
  }
  for (const [argument, { complete }] of Object.entries({
    ...flags,
    ...positionals,
    ...(rest && { [rest.name]: rest }),
  })) {
    if (typeof complete !== "string" || Object.hasOwn(builtinCompletions, complete)) continue;
    const known = Object.keys(builtinCompletions).join(", ");
    throw wrong(`completes "${argument}" by "${complete}", but Nushell has only ${known}`);
  }
  let optional: string | undefined;
  for (const [positional, declared] of Object.entries(positionals)) {
    // JavaScript puts such keys first, wherever they were written.
    if (/^\d+$/.test(positional)) throw wrong(`names a positional "${positional}", a number`);
    if (!isRequired(declared)) optional ??= positional;
    else if (optional !== undefined) throw wrong(`requires "${positional}" after "${optional}", which is optional`);
  }
}

/** Returns the name of a shape that Nushell parses only where it may take several words. */
function positionalOnly(shape: SyntaxShape): string | undefined {
  const name = typeof shape === "string" ? shape : Object.keys(shape)[0];
  return ["Expression", "Keyword", "MathExpression", "RowCondition"].find((each) => each === name);
}
