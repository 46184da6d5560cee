import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { pack } from "../../nushell/message-pack.ts";
import { judge } from "./judge.ts";
import { wire } from "./mode.ts";
import type { End, Served } from "./served.ts";

it("conversations in which something is wrong end, or go on, as the documents say [fuzz-wire]", async () => {
  const mode = await wire();
  onTestFinished(mode.close);
  const { here } = mode.trials;
  if (here === undefined) throw new Error("there is no such trial");
  const property = fc.asyncProperty(here.cases, async (given) => void (await here.run(given)));
  await expect(fc.assert(property, { numRuns: 50 })).resolves.toBeUndefined();
}, 60_000);

/** A plugin that ends so as soon as it is told anything, having answered nothing. */
function ending(end: End): Served {
  const output = new PassThrough();
  let finish = () => {};
  const ended = new Promise<End>((resolve) => {
    finish = () => resolve(end);
  });
  return {
    write: () => finish(),
    close: () => finish(),
    listen: (receive) => void output.on("data", receive),
    ended,
    kill() {},
  };
}

const hello = { says: pack({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } }), after: 0 };
const goodbye = { says: pack("Goodbye"), after: 0 };

it("the judge of them sees a stack, a bug, and an end that nothing asked for [fuzz-judge]", async () => {
  const judged = (end: End, moves = [hello, goodbye]) => judge("wire", ending(end), moves, 0);
  await expect(judged({ code: 0, stderr: "" })).resolves.toBe("ended with 0");
  await expect(judged({ code: 1, stderr: "plugin: it broke\n" })).resolves.toBe("ended with 1");
  await expect(judged({ code: 1, stderr: "" })).rejects.toThrow("it ended otherwise");
  await expect(judged({ code: 13, stderr: "" })).rejects.toThrow("it ended otherwise");
  await expect(judged({ code: 0, stderr: "Error: x\n    at y (z:1:2)\n" })).rejects.toThrow("there is a stack");
  await expect(judged({ code: 1, stderr: "plugin: this is a bug\n" })).rejects.toThrow("a bug is told of");
  await expect(judged({ code: 0, stderr: "" }, [hello])).rejects.toThrow("though nothing told it to");
});
