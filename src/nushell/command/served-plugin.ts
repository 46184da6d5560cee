import type { Command } from "./command.ts";
import type { CustomValueType } from "./custom-value.ts";
import type { LazyCommand } from "./lazy-command.ts";

/** What a plugin consists of. */
export interface Plugin {
  readonly version: string;
  readonly commands: readonly (Command | LazyCommand)[];
  readonly customValues?: readonly CustomValueType<unknown>[];
}

/** While a test loads a plugin's module, it takes what the module would serve. */
export const serving: { instead: ((plugin: Plugin) => void) | undefined } = { instead: undefined };
