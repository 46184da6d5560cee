import { join } from "node:path";
import { layout } from "../data-dir/layout.ts";
import { isEntryName, namesIn } from "../files/entry-name.ts";
import { inTurns } from "../files/in-turns.ts";
import { readJsonFile } from "../files/json-file.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import type { Problem } from "../problem.ts";

/** Finds repeated keys in the queue's entries. Reading the tasks, the checkpoints and status.json finds theirs. */
export async function checkKeys(dataDir: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const directory = join(dataDir, layout.storeEntries);
  const names = Array.from(namesIn(directory)).filter(isEntryName);
  for await (const name of inTurns(names, signal)) {
    const path = join(directory, name);
    const file = readJsonFile(path);
    if (file.kind === "json") problems.push(...repeatedKeys(path, file.text));
  }
  return problems;
}
