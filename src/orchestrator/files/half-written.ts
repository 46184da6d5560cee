import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

// A writer that does not rename a finished file into place may be seen at work. Its file is no JSON then, but only for a
// moment, and only just after it was written.
const justNow = 1000;
const retries = 5;
const retryPause = 10;

/** Whether the writer of a file that is no JSON may not be done with it. */
export function mayBeUnfinished(path: string): boolean {
  try {
    return Math.abs(Date.now() - statSync(path).mtimeMs) < justNow;
  } catch {
    return true; // vanished since: the next reading finds out
  }
}

/** Reads again, and again, as long as something is unfinished; takes up to 50 ms beyond the reading. */
export async function untilFinished(isUnfinished: () => boolean, readAgain: () => void): Promise<void> {
  for (let attempt = 0; attempt < retries && isUnfinished(); attempt++) {
    await sleep(retryPause);
    readAgain();
  }
}
