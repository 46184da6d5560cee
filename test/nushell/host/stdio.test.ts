import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { expectGreeting } from "../../../src/nushell/host/transport/stdio.ts";
import { fromReadable } from "../../../src/nushell/host/transport/transport.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** What has come of waiting for a greeting when five seconds are over. */
async function outcome(input: PassThrough, atTheEnd = () => {}) {
  const { greeted, overdue } = expectGreeting(fromReadable(input));
  greeted.listen(
    () => {},
    () => {},
  );
  vi.advanceTimersByTime(5000);
  atTheEnd();
  const waiting = new Promise((resolve) => setImmediate(() => setImmediate(resolve, "waiting")));
  return Promise.race([overdue.catch((error: unknown) => error), waiting]);
}

describe("waiting for Nushell's greeting", () => {
  it("ends with an error that names what may print [early-output-overdue]", async () => {
    const message = (suspect: string) =>
      `no answer from Nushell within 5 seconds, probably because something printed on stdout before the plugin began: look at ${suspect}, and make it print on stderr`;
    const suspects = async (options: string) => {
      vi.stubEnv("NODE_OPTIONS", options);
      return outcome(new PassThrough());
    };
    const script = "`node` on PATH, if that is a script, and at";
    for (const options of ["", "--max-old-space-size=4096", "--no-deprecation --title=--require-nothing"]) {
      const error = new Error(message(`${script} modules that are loaded before the plugin`));
      await expect(suspects(options)).resolves.toEqual(error);
    }
    for (const options of ["--require ./a.cjs", "--no-warnings -r ./a.cjs", "--import=./a.mjs", "--loader ./a.mjs"]) {
      const error = new Error(message(`${script} what NODE_OPTIONS loads (${options})`));
      await expect(suspects(options)).resolves.toEqual(error);
    }
  });

  it("does not where it has come, though a busy process has not read it yet [early-output-overdue]", async () => {
    const input = new PassThrough();
    await expect(outcome(input, () => input.write("hello"))).resolves.toBe("waiting");
  });
});
