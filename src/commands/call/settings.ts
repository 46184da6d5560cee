import { LabeledError, toPlain, type Duration, type Span, type Value } from "nu-plugin";
import { didYouMean } from "../../orchestrator/text/nearest.ts";
import { quote } from "../../orchestrator/text/printable.ts";
import type { EvaluatorTools } from "../../orchestrator/workflow/evaluators/evaluation.ts";

/** The plugin's settings, from `$env.config.plugins.orchestrator`. */
export interface Settings {
  readonly dataDir?: string | undefined;
  /** The time without a call, in milliseconds, after which memory is released and Nushell may stop the plugin. */
  readonly keepAlive: number;
  /** How long a daemon that runs may write no status, in milliseconds. */
  readonly maxSilence: number;
  /** The number of tasks to list without `--limit`; all if not set. */
  readonly defaultLimit?: number | undefined;
  /** The names of the columns of a table of tasks; the usual ones if not set. */
  readonly columns?: Value | undefined;
  /** The path of the installed platform's config.toml, if it is not at its usual place. */
  readonly platformConfig?: string | undefined;
  /** The programs that evaluate KCL and Nickel, if they are not on PATH. */
  readonly tools: EvaluatorTools;
}

const defaults = { keepAlive: 10 * 60_000, maxSilence: 5 * 60_000 };

/**
 * Reads the settings. Throws a LabeledError for an unknown key or a value of the wrong type, which points where the
 * value was written.
 */
export async function readSettings(value: Value | undefined): Promise<Settings> {
  if (value === undefined || value.kind === "Nothing") return { ...defaults, tools: {} };
  // The schema, and zod with it, is loaded only if there are settings to check.
  const { settingsSchema } = await import("./settings-schema.ts");
  const keys = Object.keys(settingsSchema.shape);
  const wrong = (problem: string, span: Span) =>
    new LabeledError(`$env.config.plugins.orchestrator${problem}`, {
      code: "orch::configuration",
      labels: [{ text: "set here", span }],
      help: `Known keys: ${keys.join(", ")}.`,
    });
  if (value.kind !== "Record") throw wrong(" must be a record", value.span);
  for (const [key, { span }] of value.val) {
    if (!keys.includes(key)) throw wrong(` has an unknown key ${quote(key)}${didYouMean(key, keys)}`, span);
  }
  const checked = settingsSchema.safeParse(
    Object.fromEntries([...value.val].map(([key, item]) => [key, toPlain(item)])),
  );
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const key = String(issue?.path[0]);
    throw wrong(`.${key} ${issue?.message}`, value.val.get(key)?.span ?? value.span);
  }
  const {
    data_dir: dataDir,
    keep_alive: keepAlive,
    max_silence: maxSilence,
    platform_config: platformConfig,
    default_limit: limit,
    kcl,
    nickel,
    python,
  } = checked.data;
  return {
    dataDir: dataDir ?? undefined,
    platformConfig: platformConfig ?? undefined,
    defaultLimit: limit ?? undefined,
    columns: checked.data.columns == null ? undefined : value.val.get("columns"),
    keepAlive: millisecondsOf(keepAlive) ?? defaults.keepAlive,
    maxSilence: millisecondsOf(maxSilence) ?? defaults.maxSilence,
    tools: { kcl: kcl ?? undefined, nickel: nickel ?? undefined, python: python ?? undefined },
  };
}

function millisecondsOf(time: Duration | null | undefined): number | undefined {
  return time == null ? undefined : Number(time.nanoseconds / 1_000_000n);
}
