import { spawnSync } from "node:child_process";
import { constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes two pipes, for a process's stdin and stdout, and opens both ends of them: Nushell gives pipes, but Node's `spawn` sockets.
 * `ours` are to be destroyed in the end, and `childs`, which the process is given, to be closed when it has been started.
 */
export function openPipes(inputFlags = 0): {
  readonly ours: readonly [Socket, Socket];
  readonly childs: [number, number];
} {
  const folder = mkdtempSync(join(tmpdir(), "pipes-"));
  try {
    const [input, output] = [join(folder, "in"), join(folder, "out")];
    spawnSync("mkfifo", [input, output]);
    const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK } = constants;
    const stdin = new Socket({ fd: openSync(input, O_RDWR | O_NONBLOCK), readable: false, writable: true });
    const stdout = new Socket({ fd: openSync(output, O_RDONLY | O_NONBLOCK), readable: true, writable: false });
    return { ours: [stdin, stdout], childs: [openSync(input, O_RDONLY | inputFlags), openSync(output, O_WRONLY)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
