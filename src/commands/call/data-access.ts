import { directories, type CommandCall, type CompletionRequest } from "nu-plugin";
import { dataDirVariables, type DataDirContext } from "../../orchestrator/data-dir/candidates.ts";
import { findDataDirs } from "../../orchestrator/data-dir/find.ts";
import type { Queue } from "../../orchestrator/queue/queue.ts";
import type { QueueAccess } from "../../orchestrator/queue/queues.ts";
import { askEnvironment, type CallEnvironment } from "./environment.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** The flags that say where the data is and how it is read. */
const placeFlags = {
  "data-dir": {
    takes: directories,
    short: "d",
    description: "The orchestrator's data directory; a glob pattern or a list gives a table of all that match",
  },
  "no-cache": { description: "Read every file again instead of relying on what is kept in memory" },
} as const;

/** The flags of every command that reads data and may come across files with problems. */
export const dataFlags = {
  ...placeFlags,
  quiet: { short: "q", description: "Print nothing on stderr about files with problems" },
} as const;

/** The inputs that decide where a call's data is. */
export interface DataContext extends CallEnvironment, DataDirContext {
  readonly settings: Settings;
}

export interface DataAccess extends QueueAccess {
  readonly settings: Settings;
}

type DataCall = Pick<CommandCall<typeof placeFlags>, "flags" | "engine" | "signal">;
type PlacedCall = Pick<DataCall, "engine" | "signal"> & { readonly flags: Pick<DataCall["flags"], "data-dir"> };

/** Returns the flag that says where the data is, of a call that is being typed; undefined if it is no literal. */
export function typedPlace({ typed }: Pick<CompletionRequest, "typed">): PlacedCall["flags"] | undefined {
  const place = { "data-dir": typed.flag("data-dir", directories) };
  return place["data-dir"] === undefined && typed.has("data-dir") ? undefined : place;
}

/** Asks Nushell for a call's context, and for `variables`: by default, those that finding the data may need. */
export async function dataContext(
  { flags, engine, signal }: PlacedCall,
  variables = dataDirVariables(flags["data-dir"]),
): Promise<DataContext> {
  const environment = await askEnvironment(engine, variables);
  return { ...environment, given: flags["data-dir"], givenBy: "--data-dir", signal };
}

/** Finds the data directories that a call reads, and unless `--no-cache`, keeps the plugin alive for their queues. */
export async function openData(call: DataCall, session: Session, known?: DataContext): Promise<DataAccess> {
  const { flags, engine, signal } = call;
  const context = known ?? (await dataContext(call));
  const { settings } = context;
  const found = await findDataDirs(context);
  if (flags["no-cache"]) return { settings, found, queue: readAnew };
  engine.keepAlive(settings.keepAlive, session);
  // A call that asks for no queue loads nothing of them.
  let opened: Promise<QueueAccess["queue"]> | undefined;
  const queue: QueueAccess["queue"] = async (dataDir) => {
    opened ??= session.queues().then((queues) => queues.forCall(signal, settings.keepAlive));
    return (await opened)(dataDir);
  };
  return { settings, found, queue };
}

async function readAnew(dataDir: string): Promise<Queue> {
  return (await import("../../orchestrator/queue/queue.ts")).readQueue(dataDir);
}
