import { directories, type CommandCall } from "../../nushell/index.ts";
import { dataDirVariables, findDataDirs, type DataDirSources } from "../../orchestrator/data-dir/find.ts";
import { readQueue } from "../../orchestrator/queue/queue.ts";
import type { QueueAccess } from "../../orchestrator/queue/queues.ts";
import { askCaller } from "./environment.ts";
import type { Session } from "./session.ts";
import type { Configuration } from "./settings.ts";

/** Flags that say where the data is and how it is read. */
export const placeFlags = {
  "data-dir": {
    takes: directories,
    short: "d",
    description: "The orchestrator's data directory; a pattern or a list gives a table over all that match",
  },
  "no-cache": { description: "Read every file afresh instead of trusting what is kept in memory" },
} as const;

/** Flags that every command has that reads data and may find files with problems on its way. */
export const dataFlags = {
  ...placeFlags,
  quiet: { short: "q", description: "Say nothing on stderr about files with problems" },
} as const;

export interface DataAccess extends QueueAccess {
  readonly configuration: Configuration;
}

type DataCall = Pick<CommandCall<typeof placeFlags>, "flags" | "engine" | "signal">;

/** What decides where a call's data is. */
export interface DataSources extends DataDirSources {
  readonly configuration: Configuration;
}

/** Asks Nushell for it, and for `variables`: those that finding the data may need, if not given. */
export async function dataSources(
  {
    flags,
    engine,
    signal,
  }: Pick<DataCall, "engine" | "signal"> & { readonly flags: Pick<DataCall["flags"], "data-dir"> },
  variables: readonly string[] = dataDirVariables(flags["data-dir"]),
): Promise<DataSources> {
  const given = flags["data-dir"];
  const { cwd, env, configuration } = await askCaller(engine, variables);
  const { dataDir: configured, platformConfig } = configuration;
  return { given, givenBy: "--data-dir", configured, env, cwd, platformConfig, configuration, signal };
}

/** Finds what a call's `--data-dir`, configuration, environment and place mean, and keeps the plugin alive for it. */
export async function openData(call: DataCall, session: Session, known?: DataSources): Promise<DataAccess> {
  const { flags, engine } = call;
  const sources = known ?? (await dataSources(call));
  const { configuration } = sources;
  const found = await findDataDirs(sources);
  if (flags["no-cache"]) return { configuration, found, queue: readQueue };
  engine.keepAlive(configuration.keepAlive, session);
  return { configuration, found, queue: (dataDir) => session.queues.open(dataDir) };
}
