import { Session } from "../../src/commands/call/session.ts";
import { commands } from "../../src/commands/commands.ts";
import { loadCommand, type Command } from "nu-plugin";

/** Loads all commands of the plugin, with a session of their own. */
export function loadedCommands(): Promise<readonly Command[]> {
  return Promise.all(commands(new Session()).map(loadCommand));
}
