import { delimiter } from "node:path";
import { atLeast, LabeledError, type Engine, type Value } from "nu-plugin";
import { isWindows } from "../../orchestrator/system/system.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { readSettings, type Settings } from "./settings.ts";

/** The environment of a call, which decides which files it reads. */
export interface CallEnvironment {
  readonly cwd: string;
  readonly settings: Settings;
  /**
   * Returns a variable of the caller, and asks Nushell for it if it is not known yet. On Windows, where hardly anything sets
   * HOME, that is USERPROFILE where it is not set or empty, and after that HOMEDRIVE with HOMEPATH.
   */
  readonly env: (name: string) => string | undefined | Promise<string | undefined>;
}

/** Asks Nushell for the environment and `variables`, all at once: asking one by one would take four times as long. */
export async function askEnvironment(
  engine: Engine,
  variables: readonly string[],
  onWindows = isWindows,
): Promise<CallEnvironment> {
  const ask = onWindows ? variableOnWindows(engine) : (name: string) => engine.envVar(name);
  const [cwd, config, ...values] = await Promise.all([
    engine.currentDir(),
    engine.pluginConfig(),
    ...variables.map(ask),
  ]);
  const known = new Map(variables.map((name, i) => [name, values[i]]));
  return {
    cwd,
    settings: await readSettings(config),
    // A variable's type is checked only on use: one that nobody needs may hold anything.
    env: (name) => (known.has(name) ? textOf(name, known.get(name)) : ask(name).then((value) => textOf(name, value))),
  };
}

/** Before 0.111 Nushell tells variables apart by their case, as nothing else on Windows does: PATH is mostly `Path` there. */
function variableOnWindows(engine: Engine): (name: string) => Promise<Value | undefined> {
  let all: Promise<ReadonlyMap<string, Value>> | undefined;
  const ask = async (name: string): Promise<Value | undefined> => {
    if (atLeast(engine.version, "0.111")) return engine.envVar(name);
    const variables = await (all ??= engine.envVars());
    const other = Array.from(variables.keys()).find((key) => key.toUpperCase() === name.toUpperCase());
    return variables.get(name) ?? (other === undefined ? undefined : variables.get(other));
  };
  return async (name) => {
    if (name !== "HOME") return ask(name);
    const [home, profile, drive, path] = await Promise.all(
      ["HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"].map((each) => ask(each)),
    );
    const parted =
      drive?.kind === "String" && path?.kind === "String" ? { ...path, val: drive.val + path.val } : undefined;
    return [home, profile, parted].find((each) => each !== undefined && !isEmpty(each));
  };
}

function isEmpty(value: Value): boolean {
  return value.kind === "Nothing" || (value.kind === "String" && value.val === "");
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
      throw new LabeledError(`$env.${excerpt(name)} must be a string`, {
        code: "orch::environment",
        labels: [{ text: "set here", span: value.span }],
        help: `Set it to a string, or remove it with: hide-env ${excerpt(name)}`,
      });
  }
}
