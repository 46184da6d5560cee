import { delimiter } from "node:path";
import { LabeledError, type Engine, type Value } from "nu-plugin";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { readSettings, type Settings } from "./settings.ts";

/** The environment of a call, which decides which files it reads. */
export interface CallEnvironment {
  readonly cwd: string;
  readonly settings: Settings;
  /** Returns a variable of the caller, and asks Nushell for it if it is not known yet. */
  readonly env: (name: string) => string | undefined | Promise<string | undefined>;
}

/** Asks Nushell for the environment and `variables`, all at once: asking one by one would take four times as long. */
export async function askEnvironment(engine: Engine, variables: readonly string[]): Promise<CallEnvironment> {
  const [cwd, config, ...values] = await Promise.all([
    engine.currentDir(),
    engine.pluginConfig(),
    ...variables.map((name) => engine.envVar(name)),
  ]);
  const known = new Map(variables.map((name, i) => [name, values[i]]));
  return {
    cwd,
    settings: await readSettings(config),
    // A variable's type is checked only on use: one that nobody needs may hold anything.
    env: (name) =>
      known.has(name) ? textOf(name, known.get(name)) : engine.envVar(name).then((value) => textOf(name, value)),
  };
}

/** Returns a variable as text. A list, such as PATH in Nushell, is joined with the system's delimiter. */
function textOf(name: string, value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "Nothing":
      return undefined;
    case "String":
    case "Glob":
      return value.val;
    case "List":
      return value.vals.flatMap((item) => (item.kind === "String" ? [item.val] : [])).join(delimiter);
    default:
      throw new LabeledError(`$env.${excerpt(name)} must be a text`, {
        code: "orch::environment",
        labels: [{ text: "set here", span: value.span }],
        help: `Set it to a text, or take it away with: hide-env ${excerpt(name)}`,
      });
  }
}
