import type { Readable } from "node:stream";
import { takeStdout } from "./guarded-stdout.ts";
import type { Transport } from "./serve.ts";

/** Milliseconds. Nushell greets as soon as it has read the encoding's name. */
const patience = 5000;

/**
 * The process's stdin and stdout. Throws where something was printed on stdout before: Nushell takes the first bytes for
 * the length and the name of an encoding, and waits for the rest for ever.
 */
export function openStdio(): Transport {
  const { output, bytesBefore } = takeStdout();
  if (bytesBefore > 0) {
    throw new Error(`something printed ${bytesBefore} bytes on stdout before the plugin began: ${remedy()}`);
  }
  return { input: process.stdin, output };
}

/** Rejects where Nushell does not greet: what was printed before or beside JavaScript's stdout is known by that alone. */
export function greetingOverdue(input: Readable): Promise<never> {
  return new Promise((_, reject) => {
    let greeted = false;
    input.once("data", () => (greeted = true));
    const complain = () => {
      if (greeted) return;
      const problem = `no answer from Nushell within ${patience / 1000} seconds`;
      reject(
        new Error(`${problem}, probably because something printed on stdout before the plugin began: ${remedy()}`),
      );
    };
    // In a process that was stopped or busy until then, a greeting may have come and not been read.
    setTimeout(() => setImmediate(complain), patience).unref();
  });
}

/** Nobody can tell who printed, but some are known for it. */
function remedy(): string {
  const options = process.env["NODE_OPTIONS"] ?? "";
  const suspect =
    options === ""
      ? "`node` on PATH, if that is a script, and at modules that are loaded before the plugin"
      : `what NODE_OPTIONS loads (${options})`;
  return `look at ${suspect}, and make it print on stderr`;
}
