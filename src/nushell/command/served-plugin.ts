import type { Command } from "./command.ts";
import type { CustomValueType } from "./custom-value.ts";
import type { LazyCommand } from "./lazy-command.ts";
import type { StoredSignatures } from "./stored-signatures.ts";

/** What a plugin consists of. */
export interface Plugin {
  /** The plugin's own version, which `plugin list` shows. */
  readonly version: string;
  /** Its commands. Lazy ones are loaded at their first call. */
  readonly commands: readonly (Command | LazyCommand)[];
  /**
   * Gives what its build has made by `storeSignatures`, when Nushell asks what commands there are, as it does at every start with
   * `--plugins`. A command that is not in it is loaded for that question, and so is each without this function.
   */
  readonly signatures?: () => StoredSignatures | Promise<StoredSignatures>;
  /** Its kinds of custom values. Nushell asks for an operation of one by its name. */
  readonly customValues?: readonly CustomValueType<unknown>[];
}

/** While a test loads a plugin's module, it takes what the module would serve. */
export const serving: { instead: ((plugin: Plugin) => void) | undefined } = { instead: undefined };
