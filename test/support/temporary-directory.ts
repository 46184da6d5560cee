import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { isWindows } from "../../src/orchestrator/system/system.ts";

/** A directory of its own for the running test, removed after it; `files` are written into it, objects as JSON. */
export function temporaryDirectory(files: Readonly<Record<string, unknown>> = {}): string {
  // The real path, because macOS reaches its temporary folder through a link.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "orch-")));
  onTestFinished(() => {
    try {
      // A Nushell that is just being killed may still write its history into its home.
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      // Windows keeps a folder while a file in it is open.
      if (!isWindows) throw error;
    }
  });
  writeFiles(directory, files);
  return directory;
}

export function writeFiles(directory: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    const bytes = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    writeFileSync(path, bytes);
  }
}

/** A FIFO that anyone may read; Node cannot make one. */
export function makeFifo(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo -m 666 "$0"', path]);
}

/**
 * Keeps a file from everybody else, as Windows lets a program do; elsewhere nothing comes of the flag. Returns what lets go of
 * the file.
 */
export function keepFile(path: string): () => void {
  const onlyOne = 0x1000_0000; // libuv's UV_FS_O_EXLOCK
  const descriptor = openSync(path, constants.O_RDWR | onlyOne);
  return () => closeSync(descriptor);
}

/** All that is below a directory, by its path from there: what a file holds, null for what is none. */
export function contentsOf(directory: string): Record<string, string | null> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(directory, path);
      return [path, lstatSync(full).isFile() ? readFileSync(full, "utf8") : null];
    }),
  );
}
