import { asMap } from "../../protocol/msgpack/wire.ts";
import type { Engine } from "./engine.ts";
import { bool } from "../value-types/type.ts";

type Asked = Pick<Engine, "rawConfig" | "envVar" | "findDecl" | "callDecl">;

/**
 * Returns whether Nushell colours its own texts: as the caller's `use_ansi_coloring` says or, if that is "auto", as
 * `config use-colors` does. Nushell before 0.102 has no "auto", and its true is taken to mean: in a terminal, unless
 * NO_COLOR is set.
 */
export async function useColors(engine: Asked): Promise<boolean> {
  const [config, command] = await Promise.all([engine.rawConfig(), engine.findDecl("config use-colors")]);
  const setting = asMap(config, "the configuration").get("use_ansi_coloring");
  if (setting === false || setting === "False") return false;
  if (setting === "True") return true;
  if (command !== undefined) return engine.callDecl(command, { returns: bool });
  const [noColor, inTerminal] = await Promise.all([engine.envVar("NO_COLOR"), isTerminal(engine)]);
  return inTerminal && (noColor === undefined || (noColor.kind === "String" && noColor.val === ""));
}

/** Returns whether Nushell's output is a terminal. */
export async function isTerminal(engine: Pick<Engine, "findDecl" | "callDecl">): Promise<boolean> {
  const command = await engine.findDecl("is-terminal");
  // Nushell 0.114 says of a redirected command that its output is no terminal.
  const options = { flags: { stdout: true }, redirectStdout: false, returns: bool };
  return command !== undefined && engine.callDecl(command, options);
}
