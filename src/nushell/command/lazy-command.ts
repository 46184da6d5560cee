import { isObject } from "../protocol/fields.ts";
import type { Command } from "./command.ts";

/**
 * A command that is loaded when it is first called or completed, or when Nushell asks for the signatures of all.
 *
 * @example
 * ```ts
 * const greet: LazyCommand = { name: "greet", load: async () => (await import("./greet-command.ts")).greet };
 * ```
 */
export interface LazyCommand {
  /** The name that its declaration has. */
  readonly name: string;
  /** Loads the command, by `import()`. */
  load(): Promise<Command>;
}

/** Returns a command, which is loaded if it is lazy. Throws what its `load` throws, and a TypeError for what is no command. */
export async function loadCommand(given: Command | LazyCommand): Promise<Command> {
  if (isCommand(given)) return given;
  if (!isObject(given) || typeof given.load !== "function") throw new TypeError(`this is no command: ${remedy}`);
  const command = await given.load();
  if (!isCommand(command)) throw new TypeError(`what was loaded as "${given.name}" is no command: ${remedy}`);
  const { signature, needsTerminal } = command;
  if (signature.name !== given.name) {
    throw new TypeError(`the command "${signature.name}" was loaded as "${given.name}"`);
  }
  // Whether one needs the terminal, Nushell is told in the Hello, long before.
  if (needsTerminal) throw new TypeError(`the command "${given.name}" needs the terminal, and so must not be lazy`);
  return command;
}

const remedy = "give what defineCommand returns, or { name, load }, whose `load` gives that";

/** Whether it is a command, and no declaration or lazy command. */
function isCommand(given: unknown): given is Command {
  return isObject(given) && "signature" in given;
}
