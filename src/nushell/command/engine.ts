import type { Value } from "../protocol/value.ts";
import type { Version } from "../protocol/version.ts";

/**
 * What a command may ask of Nushell while it answers a call.
 *
 * Ask for several things at once (`Promise.all`): one burst costs as much as one question.
 */
export interface Engine {
  readonly version: Version;
  /** The caller's working directory; the plugin's own is that of its file. */
  currentDir(): Promise<string>;
  /** The caller's variable; `process.env` only has what held when the plugin started. */
  envVar(name: string): Promise<Value | undefined>;
  /** `$env.config.plugins.NAME`. */
  pluginConfig(): Promise<Value | undefined>;
  /** The text of `help` for the command that runs. */
  help(): Promise<string>;
  /**
   * Keeps Nushell from stopping the idle plugin, until `milliseconds` have passed without a call; then `release` is
   * called and Nushell may stop it. 0 keeps nothing alive. The latest call counts.
   */
  keepAlive(milliseconds: number, release: () => void): void;
  /** Prints one line where the user sees it: stderr. */
  warn(line: string): void;
}
