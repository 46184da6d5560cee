import type { Engine } from "nu-plugin";

/** Returns what prints lines on stderr in the name of a command, unless it is called with `--quiet`. */
export function warner(
  command: string,
  { flags, engine }: { readonly flags: { readonly quiet: boolean }; readonly engine: Pick<Engine, "warn"> },
): (line: string) => void {
  return (line) => {
    if (!flags.quiet) engine.warn(`${command}: ${line}`);
  };
}
