import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { layout } from "../data-dir/layout.ts";
import { isEntryName } from "../files/json-directory.ts";
import { readJsonFile } from "../files/json-file.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import type { Problem } from "../problem.ts";

/** Finds repeated keys in the queue's entries and in checkpoints. Reading the tasks and status.json finds theirs. */
export async function checkKeys(dataDir: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const directory of [layout.storeEntries, layout.checkpoints]) {
    for (const [i, name] of namesIn(join(dataDir, directory)).entries()) {
      // This lets other calls and Ctrl-C have their turn now and then.
      if (i % 100 === 99) await setImmediate(undefined, { signal });
      const path = join(dataDir, directory, name);
      const file = readJsonFile(path);
      if (file.kind === "json") problems.push(...repeatedKeys(path, file.text));
    }
  }
  return problems;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(isEntryName);
  } catch {
    return []; // missing, or a missing permission that is reported elsewhere
  }
}
