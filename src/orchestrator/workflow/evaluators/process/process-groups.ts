import { kill, platform } from "node:process";
import { atEnd } from "./process-end.ts";

/** On Windows there are no process groups, and a detached child would open a console window. */
export const grouped = platform !== "win32";

const guarded = new Map<number, () => void>();

/** From now on the group of this process, which leads it, is killed when the plugin ends. */
export function guardGroup(leader: number): void {
  guarded.set(
    leader,
    atEnd(() => killGroup(leader)),
  );
}

/** Nothing of the group is left: its number may soon be another's. */
export function forgetGroup(leader: number): void {
  guarded.get(leader)?.();
  guarded.delete(leader);
}

/** Kills a process with all that it started. */
export function killGroup(leader: number): void {
  try {
    kill(grouped ? -leader : leader, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}
