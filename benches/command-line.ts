// What `npm run bench` and `npm run soak` have in common, as commands that somebody types and ends by Ctrl-C.
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";

/** Reads the arguments. At `--help`, and at one that is not taken, it says what is taken and ends the process. */
export function readArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    return fail(`${messageOf(error)}\n\n${usage}`);
  }
}

export function fail(why: string): never {
  console.error(why);
  process.exit(1);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Removes with the end of the process what it and its children have made in the temporary folder, also when Ctrl-C ends it. */
export function removeTemporaryFiles(): void {
  const folder = mkdtempSync(join(tmpdir(), "orch-bench-"));
  process.env["TMPDIR"] = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
