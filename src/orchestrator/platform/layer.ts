import { parse, TomlError } from "smol-toml";
import * as z from "zod/mini";
import { excerpt } from "../text/printable.ts";
import { isRecord } from "../records/record-fields.ts";
import { brokenToml } from "../workflow/languages/toml-error.ts";
import { brokenConfig } from "./broken-configuration.ts";

/** What one file of the platform's configuration says, with its placeholders as they are. */
export interface PlatformLayer {
  readonly dataDir: string | undefined;
  readonly backend: string | undefined;
  /** Values of any type, because only those who use them should fail over a wrong one. */
  readonly taskTimeout: unknown;
  readonly maxConcurrentTasks: unknown;
  /** The names of the tables in `[providers]`. */
  readonly providers: readonly string[];
}

const text = z.optional(z.string("must be a string"));
const limit = z.optional(z.unknown());
const schema = z.object({
  storage: z.optional(z.object({ data_dir: text, backend: text }, "must be a table")),
  orchestrator: z.optional(z.object({ data_dir: text }, "must be a table")),
  executor: z.optional(z.object({ task_timeout_seconds: limit, max_concurrent_tasks: limit }, "must be a table")),
  providers: z.optional(z.unknown()),
});

/** Parses the TOML of a layer. Throws an OrchestratorError `orch::platform_config` that names the file and the place. */
export async function parseLayer(file: string, toml: string): Promise<PlatformLayer> {
  const checked = schema.safeParse(await parseToml(file, toml));
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const reason = `${issue?.path.join(".")}: ${excerpt(issue?.message ?? "invalid")}`;
    throw brokenConfig(file, reason, { cause: checked.error });
  }
  const { storage, orchestrator, executor, providers } = checked.data;
  return {
    dataDir: storage?.data_dir ?? orchestrator?.data_dir,
    backend: storage?.backend,
    taskTimeout: executor?.task_timeout_seconds,
    maxConcurrentTasks: executor?.max_concurrent_tasks,
    providers: isRecord(providers) ? Object.keys(providers).filter((name) => isRecord(providers[name])) : [],
  };
}

async function parseToml(file: string, toml: string): Promise<unknown> {
  try {
    // This tells `4` from `4.0`, and some other program's integer beyond 2^53 is no reason to refuse the file.
    return parse(toml, { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { problems } = await brokenToml(file, toml, error);
    const [{ message, place } = { message: error.message, place: undefined }] = problems;
    throw brokenConfig(file, excerpt(message), { place, cause: error });
  }
}
