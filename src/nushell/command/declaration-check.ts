import { isRequired, type Flag, type Positional } from "./argument.ts";

/** What is checked of a command's declaration. */
interface Declaration {
  readonly name: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly positionals: Readonly<Record<string, Positional>>;
  /** Whether it declares variants, and an input or an output too. */
  readonly isTwofold: boolean;
}

/**
 * Throws a TypeError for what no compiler sees: Nushell would refuse the plugin without a word of where, or take it and
 * do something else.
 */
export function checkDeclaration({ name, flags, positionals, isTwofold }: Declaration): void {
  const wrong = (problem: string) => new TypeError(`the command "${name}" ${problem}`);
  if (name.trim() === "") throw wrong("has no name");
  if (isTwofold) throw wrong("declares `variants`, which stand instead of `input` and `output`");
  const shorts = new Map([["h", "help"]]);
  for (const [long, { short, takes, default: fallback }] of Object.entries(flags)) {
    if (long === "help") throw wrong("declares --help, which every command has");
    if (takes === undefined && fallback !== undefined) throw wrong(`gives the switch --${long} a default`);
    if (short === undefined) continue;
    if (!/^.$/su.test(short)) throw wrong(`gives --${long} the short form "${short}", which is not one character`);
    const other = shorts.get(short);
    if (other !== undefined) throw wrong(`gives --${long} the short form -${short} of --${other}`);
    shorts.set(short, long);
  }
  let optional: string | undefined;
  for (const [positional, declared] of Object.entries(positionals)) {
    // JavaScript puts such keys first, whatever their place.
    if (/^\d+$/.test(positional)) throw wrong(`names a positional "${positional}", a number`);
    if (!isRequired(declared)) optional ??= positional;
    else if (optional !== undefined) throw wrong(`requires "${positional}" after "${optional}", which is optional`);
  }
}
