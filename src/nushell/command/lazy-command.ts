import { isObject } from "../protocol/fields.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
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

/**
 * Returns a command, which is loaded if it is lazy. Throws a TypeError for one that cannot be, and a LabeledError where a
 * file of it is gone.
 */
export async function loadCommand(given: Command | LazyCommand): Promise<Command> {
  if (isCommand(given)) return given;
  if (!isObject(given) || typeof given.load !== "function") throw new TypeError(`this is no command: ${remedy}`);
  // A function, so that what `load` throws at once is caught, too.
  const load = async () => given.load();
  const command = await load().catch((error: unknown) => {
    throw isGone(error) ? notLoaded(given.name, error) : error;
  });
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

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code));
}

/** The error of a plugin whose files were replaced while it ran. */
function notLoaded(name: string, cause: unknown): LabeledError {
  return new LabeledError(`The command "${name}" cannot be loaded: files of the plugin are gone, as after an upgrade`, {
    code: "nushell::not_loaded",
    help: "Run `plugin stop` with the plugin's name, so that it starts anew; after an upgrade also `plugin add`.",
    cause,
  });
}
