import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { kill, pid } from "node:process";
import { systemCode } from "../../../system/system-code.ts";

// A folder whose plugin was killed outright stays behind, and nobody else can tell that it is of no use. So its name says whose
// it is: `nu-orch-WHERE-PID-RANDOM`, where WHERE stands for all processes among which the number is of one alone.
const name = /^nu-orch-([\da-f]{8})-(\d{1,10})-[\dA-Za-z]{6}$/;

const here = where();

/** What the names of this process's own folders begin with. */
export const ownPrefix = `nu-orch-${here}-${pid}-`;

/** Milliseconds after which a folder is of no use to a process that cannot be asked for. No evaluation takes as long. */
const aDay = 24 * 60 * 60 * 1000;

/**
 * Removes from the folder for temporary files those that are this user's and whose process is gone. Nothing else is touched: no
 * link, nothing that another user owns, nothing of a process that runs, or that may run where this one cannot see it. What cannot
 * be removed stays.
 */
export async function removeLeftovers(parent: string): Promise<void> {
  const entries = await readdir(parent).catch(() => []);
  for (const entry of entries) {
    const [, from, of] = name.exec(entry) ?? [];
    if (from === undefined) continue;
    const folder = join(parent, entry);
    try {
      const found = await lstat(folder);
      const isOwn = found.isDirectory() && found.uid === (process.geteuid?.() ?? found.uid);
      const isGone = from === here ? !isRunning(Number(of)) : Date.now() - found.mtimeMs > aDay;
      if (isOwn && isGone) await rm(folder, { recursive: true });
    } catch {
      // Another plugin is removing it, or the system does not let this one.
    }
  }
}

function isRunning(process: number): boolean {
  try {
    kill(process, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

/** On another machine, in a container and after a restart of the machine, the number of a process is another one's. */
function where(): string {
  const boot = told(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1"));
  const namespace = told(() => readlinkSync("/proc/self/ns/pid"));
  return createHash("sha256")
    .update(JSON.stringify([hostname(), boot, namespace]))
    .digest("hex")
    .slice(0, 8);
}

function told(read: () => string): string {
  try {
    return read();
  } catch {
    return ""; // only Linux has that
  }
}
