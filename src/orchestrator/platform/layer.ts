import { parse, TomlError } from "smol-toml";
import * as z from "zod/mini";
import { excerpt } from "../text/printable.ts";
import { isRecord } from "../text/record-fields.ts";
import { brokenConfig } from "./broken-configuration.ts";

/** What one file of the platform's configuration says, with its placeholders as they are. */
export interface PlatformLayer {
  readonly dataDir: string | undefined;
  readonly backend: string | undefined;
  /** A value of any type, because only those who use it should fail over a wrong one. */
  readonly taskTimeout: unknown;
}

const text = z.optional(z.string("must be a string"));
const schema = z.object({
  storage: z.optional(z.object({ data_dir: text, backend: text }, "must be a table")),
  orchestrator: z.optional(z.object({ data_dir: text }, "must be a table")),
});

/** Parses the TOML of a layer. Throws an OrchestratorError `orch::platform_config` that names the file and the place. */
export function parseLayer(file: string, toml: string): PlatformLayer {
  const parsed = parseToml(file, toml);
  const checked = schema.safeParse(parsed);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const reason = `${issue?.path.join(".")}: ${excerpt(issue?.message ?? "invalid")}`;
    throw brokenConfig(file, reason, { cause: checked.error });
  }
  const { storage, orchestrator } = checked.data;
  return {
    dataDir: storage?.data_dir ?? orchestrator?.data_dir,
    backend: storage?.backend,
    taskTimeout: taskTimeoutOf(file, parsed),
  };
}

function taskTimeoutOf(file: string, parsed: unknown): unknown {
  try {
    return settingIn(parsed, "task_timeout_seconds");
  } catch (error) {
    // A header `[a.a.a]` of a few kilobytes nests deeper than the stack.
    if (!(error instanceof RangeError)) throw error;
    throw brokenConfig(file, "its tables are nested too deeply", { cause: error });
  }
}

/** Finds a setting that is documented without its table, so it counts in any: the outermost wins, then the first. */
function settingIn(table: unknown, name: string): unknown {
  if (!isRecord(table)) return undefined;
  if (table[name] !== undefined) return table[name];
  return Object.values(table)
    .map((inner) => settingIn(inner, name))
    .find((value) => value !== undefined);
}

function parseToml(file: string, toml: string): unknown {
  try {
    return parse(toml);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [cause = ""] = error.message.split("\n"); // the other lines quote the file
    throw brokenConfig(`${file}:${error.line}:${error.column}`, excerpt(cause), { cause: error });
  }
}
