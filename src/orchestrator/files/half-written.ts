import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isDenied } from "../system/file-problem.ts";
import { systemCode } from "../system/system-code.ts";
import { isWindows } from "../system/system.ts";

// A writer that does not rename a finished file into place may be seen at work. The file is then invalid JSON, but only
// for a moment, and only just after it was written. The times are in milliseconds. Some file systems count whole seconds
// (HFS+) or only every second one (FAT), so a time may be so much before the writing.
const justNow = 3000;
const retries = 5;
const retryPause = 10;

/** Whether the writer of a file that is invalid JSON may still be at work on it. */
export function mayBeUnfinished(path: string): boolean {
  try {
    return Math.abs(Date.now() - statSync(path).mtimeMs) < justNow;
  } catch {
    return true; // it has vanished since, as the next reading finds out
  }
}

/**
 * Whether a file that could not be opened may be in its writer's hands. Windows lets a writer keep everybody else out
 * meanwhile (EBUSY), and denies what is just being removed or replaced.
 */
export function mayBeHeld(path: string, error: unknown): boolean {
  return systemCode(error) === "EBUSY" || (isWindows && isDenied(error) && mayBeUnfinished(path));
}

/** Reads a file, and again and again as long as its writer may hold it. This takes up to 50 ms beyond the reading itself. */
export async function whileHeld<T>(path: string, read: () => Promise<T>): Promise<T> {
  for (let left = retries; ; left--) {
    try {
      return await read();
    } catch (error) {
      if (left === 0 || !mayBeHeld(path, error)) throw error;
    }
    await sleep(retryPause);
  }
}

/** Reads again and again as long as something is unfinished. This takes up to 50 ms beyond the reading itself. */
export async function untilFinished(isUnfinished: () => boolean, readAgain: () => void): Promise<void> {
  for (let attempt = 0; attempt < retries && isUnfinished(); attempt++) {
    await sleep(retryPause);
    readAgain();
  }
}
