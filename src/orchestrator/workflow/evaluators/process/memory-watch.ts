import { readFileSync } from "node:fs";
import { platform } from "node:process";

const interval = 200;

/**
 * Calls `exceeded` once the process and everything it started use more memory than `bytes`. An endless loop in Nickel takes
 * half a gigabyte per second, and a system without memory may kill any process. It only works on Linux; elsewhere nothing
 * is watched. Returns a function that ends the watch.
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

/** Includes all descendants, because the program on PATH may be a script that starts the tool. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), Number(kilobytes) * 1024);
  } catch {
    return 0;
  }
}
