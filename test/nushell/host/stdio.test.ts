import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { greetingOverdue } from "../../../src/nushell/host/stdio.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** What has come of waiting for a greeting when five seconds are over. */
async function outcome(input: PassThrough, atTheEnd = () => {}) {
  const overdue = greetingOverdue(input).catch((error: unknown) => error);
  vi.advanceTimersByTime(5000);
  atTheEnd();
  const waiting = new Promise((resolve) => setImmediate(() => setImmediate(resolve, "waiting")));
  return Promise.race([overdue, waiting]);
}

describe("waiting for Nushell's greeting", () => {
  it("ends with an error that names what may print [early-output-overdue]", async () => {
    const message = (suspect: string) =>
      `no answer from Nushell within 5 seconds, probably because something printed on stdout before the plugin began: look at ${suspect}, and make it print on stderr`;
    vi.stubEnv("NODE_OPTIONS", "");
    const somewhere = "`node` on PATH, if that is a script, and at modules that are loaded before the plugin";
    await expect(outcome(new PassThrough())).resolves.toEqual(new Error(message(somewhere)));
    vi.stubEnv("NODE_OPTIONS", "--require ./noise.cjs");
    const preloaded = "what NODE_OPTIONS loads (--require ./noise.cjs)";
    await expect(outcome(new PassThrough())).resolves.toEqual(new Error(message(preloaded)));
  });

  it("does not where it has come, though a busy process has not read it yet [early-output-overdue]", async () => {
    const input = new PassThrough();
    await expect(outcome(input, () => input.write("hello"))).resolves.toBe("waiting");
  });
});
