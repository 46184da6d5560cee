import { existsSync } from "node:fs";
import * as z from "zod/mini";
import type { EvaluatorTools } from "../../orchestrator/workflow/evaluators/evaluation.ts";
import { parsedJson } from "../../orchestrator/workflow/evaluators/json-output.ts";
import type { Finding } from "./finding.ts";
import { askConfigured, askNu, type Nu } from "../nu.ts";
import type { Environment } from "../run-program.ts";
import { SetupError } from "../setup-error.ts";

/** The settings that say where the plugin looks for things. */
export interface UserSettings {
  readonly tools: EvaluatorTools;
  readonly dataDir?: string | undefined;
  readonly platformConfig?: string | undefined;
  /** What kept them from being read, if anything. */
  readonly findings: readonly Finding[];
}

const text = z.catch(z.optional(z.string()), undefined);
const schema = z.nullable(z.object({ kcl: text, nickel: text, python: text, data_dir: text, platform_config: text }));

// What the configuration itself prints comes before it.
const mark = "orchestrator-settings:";
const script = `print $"${mark}($env.config.plugins?.orchestrator? | to json --raw)"`;

/** Reads the plugin's settings as a new shell has them, from the user's config.nu. */
export async function readSettings(nu: Nu | undefined, env: Environment): Promise<UserSettings> {
  if (nu === undefined) return { tools: {}, findings: [] };
  try {
    const paths = await askNu(nu.path, "print -n $nu.config-path (char nul) $nu.env-path", env);
    const [config = "", envFile = ""] = paths.split("\0").map((path) => path.trim());
    // Nushell would make one.
    if (!existsSync(config)) return { tools: {}, findings: [] };
    // What config.nu builds upon.
    const before = existsSync(envFile) ? ["--env-config", envFile] : [];
    const said = await askConfigured(nu.path, script, [...before, "--config", config], env);
    const { data } = schema.safeParse(parsedJson(said.split(mark).at(-1) ?? "")?.json);
    const { kcl, nickel, python, data_dir: dataDir, platform_config: platformConfig } = data ?? {};
    return { tools: { kcl, nickel, python }, dataDir, platformConfig, findings: [] };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const what = `The settings in config.nu could not be read: ${error.message}`;
    return { tools: {}, findings: [{ state: "absent", what, details: ["What follows is without them."] }] };
  }
}
