import { readFileSync } from "node:fs";
import { platform } from "node:process";

const interval = 200;

/**
 * Calls `exceeded` once the process, with what it started, holds more than that much memory: a loop in Nickel takes half a gigabyte in each
 * second, and the system, out of memory, may end anyone's process. On Linux; elsewhere nothing is watched.
 * Returns what ends the watch.
 */
export function watchMemory(pid: number, bytes: number, exceeded: () => void): () => void {
  if (platform !== "linux") return () => {};
  const timer = setInterval(() => {
    if (residentBytes(pid) <= bytes) return;
    clearInterval(timer);
    exceeded();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

/** Of the process and of all below it: what is on PATH may be a script that starts the tool. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), Number(kilobytes) * 1024);
  } catch {
    return 0;
  }
}
