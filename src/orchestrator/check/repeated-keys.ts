import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { layout } from "../data-dir/layout.ts";
import { isEntryName, namesIn } from "../files/entry-name.ts";
import { readJsonFile } from "../files/json-file.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import type { Problem } from "../problem.ts";

/** Finds repeated keys in the queue's entries. Reading the tasks, the checkpoints and status.json finds theirs. */
export async function checkKeys(dataDir: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const directory = join(dataDir, layout.storeEntries);
  // A missing permission is reported elsewhere.
  const names = Array.from(namesIn(directory)).filter(isEntryName);
  for (const [i, name] of names.entries()) {
    // This lets other calls and Ctrl-C have their turn now and then.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    const path = join(directory, name);
    const file = readJsonFile(path);
    if (file.kind === "json") problems.push(...repeatedKeys(path, file.text));
  }
  return problems;
}
