import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { platform } from "node:process";

const interval = 200;

/** Tells how many bytes of memory a process and everything that it started use; 0 where that cannot be told. */
type Measure = (pid: number) => number | Promise<number>;

/**
 * How a system is asked. A descendant may be the tool itself, because the program on PATH may be a script. Windows has no
 * cheap way, so nothing is watched there.
 */
const measures: Partial<Record<NodeJS.Platform, Measure>> = { linux: fromProc, darwin: fromPs };

/**
 * Calls `exceeded` once the process and everything it started use more memory than `bytes`. An endless loop in Nickel takes
 * half a gigabyte per second, and a system without memory may kill any process. Returns a function that ends the watch.
 */
export function watchMemory(pid: number, bytes: number, exceeded: () => void, system = platform): () => void {
  const measure = measures[system];
  let timer: NodeJS.Timeout | undefined;
  let ended = measure === undefined;
  const look = async (): Promise<void> => {
    const isOver = ((await measure?.(pid)) ?? 0) > bytes;
    if (ended) return;
    if (isOver) exceeded();
    else wait();
  };
  const wait = (): void => {
    timer = setTimeout(() => void look(), interval).unref();
  };
  if (!ended) wait();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function fromProc(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
    return children.reduce((sum, child) => sum + fromProc(Number(child)), Number(kilobytes) * 1024);
  } catch {
    return 0;
  }
}

/** macOS tells it of other processes only through `ps`, which may read it of all of them. */
function fromPs(pid: number): Promise<number> {
  return new Promise<number>((resolve) => {
    execFile("/bin/ps", ["-A", "-o", "pid=,ppid=,rss="], { timeout: 5000 }, (_error, stdout) => {
      const rows = stdout
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number));
      const sumOf = (of: number): number =>
        rows.reduce((sum, [id, parent, kilobytes = 0]) => {
          if (id === of) return sum + kilobytes * 1024;
          return parent === of && id !== undefined ? sum + sumOf(id) : sum;
        }, 0);
      resolve(sumOf(pid));
    });
  }).catch(() => 0); // no process is left for it
}
