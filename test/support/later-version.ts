import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const laterVersion = "99.0.0";

/** Makes a copy of the repository a later version, whose `orch check` and thread for long workflows are others, and in which `orch wait` has another name. */
export function makeLater(copy: string): void {
  for (const [file, from, to] of [
    ["package.json", /"version": ".*"/, `"version": "${laterVersion}"`],
    ["src/commands/commands.ts", '"orch wait"', '"orch await"'],
    ["src/commands/wait.ts", '"orch wait"', '"orch await"'],
    ["src/orchestrator/workflow/aside/worker.ts", "void work(workerData);", "void work(workerData).then(() => 0);"],
    ["src/commands/check.ts", 'summary: "', 'summary: "Newly '],
  ] as const) {
    const path = join(copy, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
  }
}
