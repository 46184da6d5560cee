import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./process-end.ts";

const removal = { recursive: true, force: true } as const;

/** Gives `work` an empty folder that nobody else can read, and removes it afterwards, even if the plugin ends earlier. */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "orch-"));
  const forget = atEnd(() => rmSync(folder, removal));
  try {
    return await work(folder);
  } finally {
    await rm(folder, removal);
    forget();
  }
}
