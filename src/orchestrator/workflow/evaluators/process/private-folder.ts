import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isSystemError } from "../../../system/system-code.ts";
import { noTemporaryFolder } from "../evaluator-error.ts";
import { ownPrefix, removeLeftovers } from "./leftovers.ts";
import { atEnd } from "./process-end.ts";

// Windows removes nothing that a program which was just killed still holds.
const removal = { recursive: true, force: true, maxRetries: 5 } as const;

/** Where this process has already looked for what others have left. The place does not change, so it looks once. */
let cleared: string | undefined;

/**
 * Gives `work` an empty folder that nobody else can read, and removes it afterwards, even if the plugin ends earlier. What
 * cannot be removed afterwards is tried once more at the plugin's end, and takes the place of no result and of no error.
 */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await privateFolder();
  const parent = dirname(folder);
  // It goes on while `work` runs, which takes longer.
  const clearing = cleared === parent ? undefined : removeLeftovers(parent);
  cleared = parent;
  const forget = atEnd(() => {
    try {
      rmSync(folder, removal);
    } catch {
      // The system clears its temporary files some day.
    }
  });
  try {
    return await work(folder);
  } catch (error) {
    // What runs programs says itself what is wrong with these: the system's own errors are of what was written here.
    throw isSystemError(error) ? noTemporaryFolder(parent, error) : error;
  } finally {
    await rm(folder, removal).then(forget, () => {});
    await clearing;
  }
}

async function privateFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(await realpath(parent), ownPrefix));
  } catch (cause) {
    throw noTemporaryFolder(parent, cause);
  }
}
