import { directories, type CommandCall } from "../nushell/index.ts";
import { dataDirVariables, findDataDirs, type DataDirs } from "../orchestrator/data-dir/data-dirs.ts";
import { readQueue, type Queue } from "../orchestrator/queue/queue.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { blame } from "./blame.ts";
import { askCaller } from "./caller.ts";
import type { Configuration } from "./configuration.ts";
import { keepAlive as stayAlive } from "./kept-alive.ts";

/** Flags that every command on a data directory has. */
export const dataFlags = {
  "data-dir": {
    takes: directories,
    short: "d",
    description: "The orchestrator's data directory; a pattern or a list gives a table over all that match",
  },
  "no-cache": { description: "Read every file afresh instead of trusting what is kept in memory" },
  quiet: { short: "q", description: "Say nothing on stderr about files with problems" },
} as const;

export interface DataAccess {
  readonly configuration: Configuration;
  readonly found: DataDirs;
  /** Does what concerns the data, and shows an error of it where the data was asked for. */
  readonly blame: <T>(work: () => Promise<T>) => Promise<T>;
  /** The queue of one of `found.dirs`, up to date. */
  readonly queue: (dataDir: string) => Promise<Queue>;
}

/** Finds what a call's `--data-dir`, configuration, environment and place mean, and keeps the plugin alive for it. */
export async function openData(
  { flags, flagSpan, engine }: Pick<CommandCall<typeof dataFlags>, "flags" | "flagSpan" | "engine">,
  queues: Queues,
): Promise<DataAccess> {
  const { cwd, env, configuration } = await askCaller(engine, dataDirVariables(flags["data-dir"]));
  const { platformConfig, keepAlive } = configuration;
  const label = flags["data-dir"] === undefined ? "of this command's data" : "asked for here";
  const blameData = <T>(work: () => Promise<T>) => blame(flagSpan("data-dir"), label, work);
  const found = await blameData(() =>
    findDataDirs({ flag: flags["data-dir"], configured: configuration.dataDir, env, cwd, platformConfig }),
  );
  if (flags["no-cache"]) return { configuration, found, blame: blameData, queue: readQueue };
  stayAlive(engine, keepAlive, queues);
  return {
    configuration,
    found,
    blame: blameData,
    async queue(dataDir) {
      const queue = queues.get(dataDir);
      await queue.refresh();
      return queue;
    },
  };
}
