import { delimiter } from "node:path";
import { LabeledError, type Engine, type Value } from "../../nushell/index.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { readSettings, type Settings } from "./settings.ts";

/** Where a command was called: what decides which files it means. */
export interface CallEnvironment {
  readonly cwd: string;
  readonly settings: Settings;
  /** The caller's variable, if need be asked for. */
  readonly env: (name: string) => string | undefined | Promise<string | undefined>;
}

/** Asks Nushell for all of it, and for `variables`, in one burst: one by one would cost four times as much. */
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
    // Read only when it is used: a variable that nobody needs may hold anything.
    env: (name) =>
      known.has(name) ? textOf(name, known.get(name)) : engine.envVar(name).then((value) => textOf(name, value)),
  };
}

/** A variable as a text; a list, which PATH is in Nushell, joined as the system has it. */
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
