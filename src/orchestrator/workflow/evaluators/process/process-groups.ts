import { kill, platform } from "node:process";
import { atEnd } from "./process-end.ts";

/** False on Windows, which has no process groups, and where a detached child would open a console window. */
export const grouped = platform !== "win32";

const guarded = new Map<number, () => void>();

/** Kills the process group of `leader` if the plugin ends. */
export function guardGroup(leader: number): void {
  guarded.set(
    leader,
    atEnd(() => killGroup(leader)),
  );
}

/** Cancels `guardGroup` once the group has ended, because its number may soon be reused. */
export function forgetGroup(leader: number): void {
  guarded.get(leader)?.();
  guarded.delete(leader);
}

/** Kills a process and everything that it started. */
export function killGroup(leader: number): void {
  try {
    kill(grouped ? -leader : leader, "SIGKILL");
  } catch {
    // The group has already ended.
  }
}
