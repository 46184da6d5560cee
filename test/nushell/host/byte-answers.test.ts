import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { deferred } from "./deferred.ts";
import { head, run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin, settled } from "./fake-engine.ts";

const stderr = capturedStderr();

const streaming = (chunks: nu.Source<Uint8Array | string>, metadata?: nu.Metadata) =>
  command("bytes", () => nu.byteStream("String", chunks, metadata));
const raw = (text: string) => ({ Raw: { Ok: Buffer.from(text) } });

function* endless(left: () => void = () => {}) {
  try {
    for (;;) yield "a";
  } finally {
    left();
  }
}

describe("an answer in bytes", () => {
  it("is a header with its type, the chunks as binary and an end [out-bytes]", async () => {
    const { engine } = await greetedPlugin([
      streaming(["grüße", Buffer.from("\n"), Uint8Array.of(0, 255)], { contentType: "text/plain" }),
    ]);
    engine.send(run(0, "bytes"));
    await expect(engine.first("End")).resolves.toBe(0);
    const metadata = { data_source: "None", path_columns: [], content_type: "text/plain", custom: {} };
    expect(engine.messages.slice(1)).toEqual([
      { CallResponse: [0, { PipelineData: { ByteStream: { id: 0, span: head, type: "String", metadata } } }] },
      { Data: [0, raw("grüße")] },
      { Data: [0, raw("\n")] },
      { Data: [0, { Raw: { Ok: Buffer.of(0, 255) } }] },
      { End: 0 },
    ]);
  });

  it.each([
    ["text", "äb"],
    ["array of bytes", Buffer.from("äb")],
  ])("may be a single %s, which is one chunk [out-bytes]", async (_, chunk) => {
    const { engine } = await greetedPlugin([command("bytes", () => nu.byteStream("String", chunk))]);
    engine.send(run(0, "bytes"));
    await engine.first("End");
    expect(engine.items(0)).toEqual([raw("äb")]);
  });

  it("is never more than 50 chunks ahead of its reader, and goes on at half of them [out-bytes-window]", async () => {
    const { engine } = await greetedPlugin([streaming(endless())]);
    engine.send(run(0, "bytes"));
    await engine.until(() => engine.items(0)[49]);
    await settled();
    expect(engine.items(0)).toHaveLength(50);
    engine.acknowledge(0, 24);
    await settled();
    expect(engine.items(0)).toHaveLength(50);
    engine.acknowledge(0, 1);
    await engine.until(() => engine.items(0)[74]);
    await settled();
    expect(engine.items(0)).toHaveLength(75);
  });

  it("leaves each chunk at once, though its producer then waits [stream-flush]", async () => {
    const more = deferred<void>();
    async function* slow() {
      yield "first";
      await more.promise;
      yield "second";
    }
    const { engine } = await greetedPlugin([streaming(slow())]);
    engine.send(run(0, "bytes"));
    await engine.until(() => engine.items(0)[0]);
    expect(engine.items(0)).toEqual([raw("first")]);
    more.resolve();
    await engine.first("End");
    expect(engine.items(0)).toEqual([raw("first"), raw("second")]);
  });

  it("that fails half way carries the error as its last chunk, then ends [out-bytes-error]", async () => {
    function* failing() {
      yield "a";
      throw new nu.LabeledError("disk full", { help: "Make room." });
    }
    const { engine } = await greetedPlugin([streaming(failing())]);
    engine.send(run(0, "bytes"));
    await engine.first("End");
    const error: unknown = expect.objectContaining({ msg: "disk full", help: "Make room." });
    expect(engine.items(0)).toEqual([raw("a"), { Raw: { Err: error } }]);
    expect(stderr.text()).toBe("");
  });

  it("ends with its producer when the reader leaves [stream-drop]", async () => {
    const left = vi.fn();
    const { engine } = await greetedPlugin([streaming(endless(left))]);
    engine.send(run(0, "bytes"));
    await engine.until(() => engine.items(0)[49]);
    engine.send({ Drop: 0 });
    await expect(engine.first("End")).resolves.toBe(0);
    expect(left).toHaveBeenCalledOnce();
    engine.acknowledge(0, 50);
    engine.send({ Drop: 0 }, { Call: [1, "Metadata"] });
    await engine.reply(1);
    expect(engine.items(0)).toHaveLength(50);
    expect(engine.all("End")).toEqual([0]);
  });
});
