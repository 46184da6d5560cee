import { kill, platform } from "node:process";

/** On Windows there are no process groups, and a detached child would open a console window. */
export const grouped = platform !== "win32";

const groups = new Set<number>();
const endings = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** From now on the group of this process, which leads it, is killed when the plugin ends. */
export function guardGroup(leader: number): void {
  if (groups.size === 0) {
    process.on("exit", killGuarded);
    for (const signal of endings) process.on(signal, endBy);
  }
  groups.add(leader);
}

/** Nothing of the group is left: its number may soon be another's. */
export function forgetGroup(leader: number): void {
  if (!groups.delete(leader) || groups.size > 0) return;
  process.off("exit", killGuarded);
  for (const signal of endings) process.off(signal, endBy);
}

/** Kills a process with all that it started. */
export function killGroup(leader: number): void {
  try {
    kill(grouped ? -leader : leader, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}

function killGuarded(): void {
  for (const leader of groups) killGroup(leader);
}

/** Without a listener the signal would have ended this process; nor does it do less because of this one. */
function endBy(signal: NodeJS.Signals): void {
  killGuarded();
  for (const each of endings) process.off(each, endBy);
  if (process.listenerCount(signal) === 0) kill(process.pid, signal);
}
