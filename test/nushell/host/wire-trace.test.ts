import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { openTrace } from "../../../src/nushell/host/wire-trace.ts";
import * as nu from "../../../src/nushell/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { pack } from "../message-pack.ts";
import { EngineSide, run } from "./engine-side.ts";
import { capturedStderr, one } from "./fake-engine.ts";

const stderr = capturedStderr();

/** A trace into a file of this test's own, and the lines that were written to it, their time left out. */
function traced() {
  const path = `${temporaryDirectory()}/trace.jsonl`;
  const trace = openTrace(path) ?? (() => {});
  const lines = () =>
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^\{"time":"\d{4}-\d\d-\d\dT[\d:.]+Z",/, "{"));
  return { path, trace, lines };
}

describe("a trace", () => {
  it("has a line for each message, in both directions and in their order [trace]", async () => {
    const { trace, lines } = traced();
    const [input, output] = [new PassThrough(), new PassThrough()];
    const engine = new EngineSide((bytes) => input.write(bytes));
    output.on("data", (chunk: Buffer) => engine.receive(chunk));
    const served = nu.serve({ version: "1", commands: [one] }, { input, output }, trace);
    engine.hello();
    await engine.first("Hello");
    engine.send(run(0, "one"), "Goodbye");
    await served;
    const messages = lines().map((line): unknown => JSON.parse(line));
    expect(messages).toMatchObject([
      { direction: "in", message: { Hello: { version: "0.115.1" } } },
      { direction: "out", message: { Hello: { protocol: "nu-plugin" } } },
      { direction: "in", message: { Call: [0, { Run: { name: "one" } }] } },
      { direction: "in", message: "Goodbye" },
      { direction: "out", message: { CallResponse: [0, { PipelineData: { Value: [{ Int: [1, [10, 14]] }, {}] } }] } },
    ]);
  });

  it("takes messages together that come in pieces, each direction by itself [trace]", () => {
    const { trace, lines } = traced();
    const message = pack({ Ack: 5 });
    trace("in", message.subarray(0, 2));
    trace("out", Buffer.concat([pack({ End: 1 }), pack("Goodbye").subarray(0, 3)]));
    trace("in", message.subarray(2));
    trace("out", pack("Goodbye").subarray(3));
    expect(lines()).toEqual([
      '{"direction":"out","message":{"End":1}}',
      '{"direction":"in","message":{"Ack":5}}',
      '{"direction":"out","message":"Goodbye"}',
    ]);
  });

  it("keeps columns in their order, whole 64-bit ints, and bytes as numbers [trace-exact]", () => {
    const { trace, lines } = traced();
    const columns = new Map<string, unknown>([
      ["b", 2n ** 63n - 1n],
      ["2024", -(2n ** 63n)],
      ["__proto__", null],
      ["a", Buffer.of(0, 255)],
      ['"quoted"\n', [true, 1.5, "\u{1F600}"]],
    ]);
    trace("in", pack(columns));
    expect(lines()).toEqual([
      '{"direction":"in","message":{"b":9223372036854775807,"2024":-9223372036854775808,"__proto__":null,' +
        '"a":[0,255],"\\"quoted\\"\\n":[true,1.5,"\u{1F600}"]}}',
    ]);
  });

  it("is added to what the file has [trace]", () => {
    const { path, trace, lines } = traced();
    trace("in", pack("Goodbye"));
    openTrace(path)?.("out", pack({ End: 1 }));
    expect(lines()).toHaveLength(2);
  });

  it("has the bytes of what is no message, and why [trace-exact]", () => {
    const { trace, lines } = traced();
    trace("in", Buffer.of(0xc1, 0x01));
    expect(lines()).toEqual(['{"direction":"in","problem":"byte 0xc1 begins no MessagePack value","bytes":[193,1]}']);
  });

  it("ends where nothing more can be written, and only it: stderr says why, once [trace-unopened]", () => {
    // Linux's device that is always full.
    const trace = openTrace("/dev/full");
    for (let i = 0; i < 2; i++) expect(() => trace?.("in", pack("Goodbye"))).not.toThrow();
    expect(stderr.text()).toBe("The trace ends here: ENOSPC: no space left on device, write\n");
  });

  it("is not written where its file cannot be opened, and stderr says why [trace-unopened]", () => {
    const path = join(temporaryDirectory(), "missing", "trace.jsonl");
    expect(openTrace(path)).toBeUndefined();
    expect(stderr.text()).toBe(`No trace is written: ENOENT: no such file or directory, open '${path}'\n`);
  });
});
