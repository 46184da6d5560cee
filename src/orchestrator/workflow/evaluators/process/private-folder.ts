import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noTemporaryFolder } from "../evaluator-error.ts";
import { atEnd } from "./process-end.ts";

// Windows removes nothing that a program which was just killed still holds.
const removal = { recursive: true, force: true, maxRetries: 5 } as const;

/**
 * Gives `work` an empty folder that nobody else can read, and removes it afterwards, even if the plugin ends earlier. What
 * cannot be removed afterwards is tried once more at the plugin's end, and takes the place of no result and of no error.
 */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await privateFolder();
  const forget = atEnd(() => {
    try {
      rmSync(folder, removal);
    } catch {
      // The system clears its temporary files some day.
    }
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, removal).then(forget, () => {});
  }
}

async function privateFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(await realpath(parent), "orch-"));
  } catch (cause) {
    throw noTemporaryFolder(parent, cause);
  }
}
