import { findDataDirs } from "../../orchestrator/data-dir/find.ts";
import { isDataDir } from "../../orchestrator/data-dir/layout.ts";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Finding } from "./finding.ts";
import type { Environment } from "../run-program.ts";
import type { UserSettings } from "./settings.ts";

/** What `orch status` would read, called in the current folder. */
export async function dataFinding({ dataDir, platformConfig }: UserSettings, env: Environment): Promise<Finding> {
  const seeWhere = "`orch check --where` shows where it is looked for.";
  try {
    const { dirs, looked } = await findDataDirs({
      givenBy: "",
      settings: { dataDir, platformConfig },
      env: (name) => env[name],
      cwd: process.cwd(),
    });
    const [path = ""] = dirs;
    const by = looked.find((place) => place.path === path)?.name ?? "";
    const details = [`${printable(path)} (${printable(by)})`];
    if (isDataDir(path)) return { state: "ok", what: "The orchestrator's data is there", details };
    return { state: "absent", what: "No orchestrator data was found", details: [...details, seeWhere] };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return { state: "bad", what: error.message, todo: error.help };
  }
}
