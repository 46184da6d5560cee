import { argv } from "node:process";
import type { Writable } from "node:stream";

let stdout: Writable | undefined;

/**
 * The process's stdout, for the protocol and nothing else: whatever is printed from now on goes to stderr. A stray
 * console.log would end the connection, or hang Nushell for ever before it began.
 */
export function takeStdout(): Writable {
  if (stdout === undefined) {
    stdout = process.stdout;
    Object.defineProperty(process, "stdout", { value: process.stderr });
  }
  return stdout;
}

// As soon as this is loaded, and so before the code that imports the SDK runs.
if (argv.includes("--stdio")) takeStdout();
