import { readFileSync } from "node:fs";
import { platform } from "node:process";

const interval = 200;

/**
 * Calls `exceeded` once the process holds more than that much memory: a loop in Nickel takes half a gigabyte in each
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

function residentBytes(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
