import type { Command } from "./command.ts";

/** A command that is loaded when it is first called or completed, or when Nushell asks for the signatures of all. */
export interface LazyCommand {
  readonly name: string;
  /** Loads the command, by `import()`. */
  load(): Promise<Command>;
}

/** Returns a command, which is loaded if it is lazy. Throws a TypeError for one that cannot be. */
export async function loadCommand(given: Command | LazyCommand): Promise<Command> {
  if (!("load" in given)) return given;
  const command = await given.load();
  const { signature, needsTerminal } = command;
  if (signature.name !== given.name) {
    throw new TypeError(`the command "${signature.name}" was loaded as "${given.name}"`);
  }
  // Whether one needs the terminal, Nushell is told in the Hello, long before.
  if (needsTerminal) throw new TypeError(`the command "${given.name}" needs the terminal, and so must not be lazy`);
  return command;
}
